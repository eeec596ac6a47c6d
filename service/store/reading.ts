import type { Batch } from "../../protocol/share-state.ts";

/** A share, or what is newer than a revision, as it was at one moment: a step that is read piece by piece. */
export interface Reading {
  readonly base: number;
  readonly revision: number;
  readonly reset?: true;
  /** Aborted when the share ends, before that is answered; what then throws is the signal's reason. */
  readonly signal: AbortSignal;
  /** The entries in the order of their keys, to be read once. Each has to be read before the next. */
  entries(): AsyncIterable<ReadEntry>;
  /** Ends it, which is due whether or not it was read; a second time does nothing. */
  close(): void;
}

/** What a reading tells of a key: its content, never an append. */
export type ReadEntry =
  | {
      readonly key: string;
      /** When it changed last. */
      readonly revision: number;
      /** Length of the JSON text, in bytes. */
      readonly size: number;
      /** The JSON text in pieces that anyone may keep; none is larger than 256 KB. */
      content(): AsyncIterable<Buffer>;
    }
  | { readonly key: string; readonly revision: number; readonly deleted: true };

/** The hash of every content of a share at one moment. */
export interface ManifestReading {
  readonly revision: number;
  /** As of a `Reading`. */
  readonly signal: AbortSignal;
  /** Keys and hashes in the order of the keys, some at a time. */
  pages(): AsyncIterable<readonly (readonly [key: string, hash: string])[]>;
  close(): void;
}

/** All that a reading tells, at once. Closes it. */
export async function readAll(reading: Reading): Promise<Batch<Buffer>> {
  try {
    const entries = [];
    for await (const entry of reading.entries())
      entries.push(
        "deleted" in entry
          ? { key: entry.key, deleted: entry.deleted }
          : { key: entry.key, content: await join(entry.content()) },
      );
    const { base, revision, reset } = reading;
    return { base, revision, entries, ...(reset ? { reset } : {}) };
  } finally {
    reading.close();
  }
}

async function join(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
