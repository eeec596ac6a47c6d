import { type PlacedBatch, takeApart } from "../contents/placed-batch.ts";
import type { ByteLocation } from "../contents/segment.ts";
import { RecordSenselessError } from "./journal-damage.ts";

/** First record of a share's journal, and again after a change: what belongs to the session and must go with the file. */
export interface Head {
  readonly title: string;
  /** Deletions up to this revision may be missing from the journal. */
  readonly forgotten: number;
  /** The revision of the share when its journal was rewritten: the records behind may be older. */
  readonly revision?: number;
}

/** A batch of a journal. */
export interface BatchRecord {
  readonly revision: number;
  readonly batch: PlacedBatch;
}

const HEAD = '{"head":';
const ENTRIES = ',"entries":[';
const END = Buffer.from("]}");

export function headRecord(head: Head): Buffer {
  return Buffer.from(JSON.stringify({ head }));
}

/** Reads a journal's first record; undefined for any other. @throws RecordSenselessError */
export function parseHead(json: Buffer): Head | undefined {
  if (json.toString("latin1", 0, HEAD.length) !== HEAD) return undefined;
  const { title, forgotten, revision } = (JSON.parse(json.toString()) as { head: Head }).head;
  const isWhole = typeof title === "string" && [forgotten, revision ?? 0].every(Number.isSafeInteger);
  if (!isWhole) throw new RecordSenselessError();
  return { title, forgotten, ...(revision === undefined ? {} : { revision }) };
}

/** What stands before the entries. `sizes` are their lengths in bytes, so that they are found without being parsed. */
function startOf(revision: number, sizes: readonly number[]): Buffer {
  return Buffer.from(`{"revision":${revision},"sizes":${JSON.stringify(sizes)}${ENTRIES}`);
}

/** A record, and where its entries begin in it. */
export interface FormattedBatch {
  readonly json: readonly Uint8Array[];
  readonly entriesAt: number;
}

/** @param entries their JSON text, in pieces, with commas between them */
export function batchRecord(
  revision: number,
  sizes: readonly number[],
  entries: readonly Uint8Array[],
): FormattedBatch {
  const start = startOf(revision, sizes);
  return { json: [start, ...entries, END], entriesAt: start.length };
}

/**
 * Takes a record apart without parsing its contents.
 * @param place where the record lies; the batch's own place is made of it
 * @throws RecordSenselessError
 */
export function parseBatch(json: Buffer, { source, start }: ByteLocation): BatchRecord {
  const end = json.indexOf(ENTRIES);
  const { revision, sizes } = JSON.parse(`${json.toString("latin1", 0, end)}}`) as Record<string, unknown>;
  if (!Number.isSafeInteger(revision) || !isSizes(sizes)) throw new RecordSenselessError();
  const entriesAt = end + ENTRIES.length;
  const sum = sizes.reduce((all, size) => all + size, Math.max(0, sizes.length - 1));
  if (entriesAt + sum + END.length !== json.length) throw new RecordSenselessError();
  const batch = takeApart(json.subarray(entriesAt), { source, start: start + entriesAt }, sizes);
  return { revision: revision as number, batch };
}

function isSizes(sizes: unknown): sizes is number[] {
  return Array.isArray(sizes) && sizes.every((size) => Number.isSafeInteger(size) && size > 0);
}
