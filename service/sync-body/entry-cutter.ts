import { isUtf8 } from "node:buffer";
import { MAX_BATCH_ENTRIES } from "../../protocol/limits.ts";
import { Refusal } from "../errors/refusal.ts";
import { type JsonEvents, JsonScanner } from "./json-scanner.ts";

/** Longest value that is parsed, in bytes: all but contents and appended texts, which are kept as they came. */
const MAX_PARSED_BYTES = 64 * 1024;
/** Most of that in one request: as small as it is written, as much larger it becomes when it is parsed, in bytes. */
const MAX_ALL_PARSED_BYTES = 1024 * 1024;
/** Most members of an object that is looked into, known or not. */
const MAX_MEMBERS = 100;
/** The depths of a sync request at which something is cut out: `{entries: [{append: {text}}]}`. */
const [OF_REQUEST, OF_ENTRIES, OF_ENTRY, OF_APPEND] = [1, 2, 3, 4] as const;

/** The members of an object as they were sent: contents as bytes of JSON text, everything else as values. */
export type CutObject = Record<string, unknown>;

/** What is being cut out: a name, a value to be parsed, a text to be parsed, or a content to be kept. */
interface Capture {
  readonly depth: number;
  readonly kind: "name" | "value" | "text" | "content";
  readonly pieces: Uint8Array[];
  bytes: number;
  /** Where in the chunk at hand it goes on. */
  from: number;
}

/**
 * Takes a sync request apart as its bytes come in: contents are cut out as the JSON text that they are, checked by the
 * grammar and never parsed, and only what is short is made a value.
 */
export class EntryCutter {
  readonly #scanner: JsonScanner;
  readonly #request: CutObject = {};
  readonly #names: string[] = [];
  /** How many members the containers that are open have, by depth. */
  readonly #members: number[] = [];
  #parsedBytes = 0;
  #chunk: Uint8Array = new Uint8Array();
  #capture: Capture | undefined;
  #entries: unknown[] | undefined;
  #entry: CutObject | undefined;
  #append: CutObject | undefined;

  constructor() {
    const events: JsonEvents = {
      begin: (depth, isName, index, firstByte) => this.#begin(depth, isName, index, firstByte),
      end: (depth, isName, index) => this.#end(depth, isName, index),
    };
    this.#scanner = new JsonScanner(events, OF_APPEND);
  }

  /** Contents are taken as they lie in chunks that follow each other in memory. @throws Refusal `notJson` */
  write(chunk: Uint8Array): void {
    this.#chunk = chunk;
    if (this.#capture) this.#capture.from = 0;
    this.#scanner.scan(chunk);
    if (this.#capture) this.#keep(this.#capture, chunk.length);
  }

  /** The request, when its last byte was written. @throws Refusal `notJson` */
  finish(): CutObject {
    this.#scanner.finish();
    return this.#request;
  }

  #begin(depth: number, isName: boolean, index: number, firstByte: number): void {
    if (this.#capture) return;
    if (isName) this.#countMember(depth);
    const kind = isName ? "name" : this.#opens(depth, firstByte) ? undefined : this.#kindOf(depth, firstByte);
    if (kind) this.#capture = { depth, kind, pieces: [], bytes: 0, from: index };
  }

  /** Whether a value is one of the containers that are looked into; begins it. */
  #opens(depth: number, firstByte: number): boolean {
    this.#members[depth + 1] = 0;
    const isObject = firstByte === OPEN_BRACE;
    if (depth === 0 && isObject) return true;
    if (depth === OF_REQUEST && this.#names[OF_REQUEST] === "entries" && firstByte === OPEN_BRACKET) {
      this.#entries = [];
      return true;
    }
    if (depth === OF_ENTRIES && isObject) {
      this.#entry = {};
      return true;
    }
    if (depth !== OF_ENTRY || this.#names[OF_ENTRY] !== "append" || !isObject) return false;
    this.#append = {};
    return true;
  }

  #countMember(depth: number): void {
    const members = (this.#members[depth] ?? 0) + 1;
    if (members > MAX_MEMBERS)
      throw new Refusal("notJson", `an object has more than ${MAX_MEMBERS} members where only contents may`);
    this.#members[depth] = members;
  }

  #kindOf(depth: number, firstByte: number): Capture["kind"] {
    if (depth === OF_ENTRY && this.#names[OF_ENTRY] === "content") return "content";
    const isText = firstByte === QUOTE && depth === OF_APPEND && this.#names[OF_APPEND] === "text";
    return isText ? "text" : "value";
  }

  #end(depth: number, isName: boolean, index: number): void {
    const capture = this.#capture;
    if (!capture) this.#close(depth);
    else if (capture.depth === depth && (capture.kind === "name") === isName) this.#cut(capture, index);
  }

  /** What was being cut out has ended. */
  #cut(capture: Capture, index: number): void {
    this.#keep(capture, index);
    this.#capture = undefined;
    const { depth, kind } = capture;
    if (kind === "name") this.#names[depth] = parse(capture) as string;
    else this.#put(depth, kind === "content" ? contentOf(capture) : parse(capture));
  }

  /** A container that was looked into has ended. */
  #close(depth: number): void {
    if (depth === OF_ENTRY) {
      this.#put(depth, this.#append);
      this.#append = undefined;
    } else if (depth === OF_ENTRIES) {
      this.#put(depth, this.#entry);
      this.#entry = undefined;
    } else if (depth === OF_REQUEST) {
      this.#put(depth, this.#entries);
      this.#entries = undefined;
    }
  }

  #put(depth: number, value: unknown): void {
    if (depth === OF_ENTRIES) {
      if (this.#entries?.length === MAX_BATCH_ENTRIES)
        throw new Refusal(
          "notJson",
          `there are more than ${MAX_BATCH_ENTRIES} entries: send them in several batches`,
        );
      this.#entries?.push(value);
      return;
    }
    const owner = depth === OF_REQUEST ? this.#request : depth === OF_ENTRY ? this.#entry : this.#append;
    if (depth === 0) throw new Refusal("notJson", "a batch is an object with `entries`");
    const name = this.#names[depth];
    // Defined, not assigned: `__proto__` is a name like any other.
    if (owner && name !== undefined)
      Object.defineProperty(owner, name, { value, enumerable: true, configurable: true, writable: true });
  }

  #keep(capture: Capture, end: number): void {
    const piece = this.#chunk.subarray(capture.from, end);
    capture.bytes += piece.length;
    if (capture.kind === "name" || capture.kind === "value") this.#countParsed(capture, piece.length);
    const last = capture.pieces.length - 1;
    const both = joinedInPlace(capture.pieces[last], piece);
    if (both) capture.pieces[last] = both;
    else capture.pieces.push(piece);
  }

  #countParsed(capture: Capture, bytes: number): void {
    this.#parsedBytes += bytes;
    if (capture.bytes > MAX_PARSED_BYTES)
      throw new Refusal(
        "notJson",
        `a name or a value is longer than ${MAX_PARSED_BYTES} bytes where only contents may be`,
      );
    if (this.#parsedBytes > MAX_ALL_PARSED_BYTES)
      throw new Refusal(
        "notJson",
        `all but contents and texts is longer than ${MAX_ALL_PARSED_BYTES} bytes: send fewer entries`,
      );
  }
}

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

function contentOf({ pieces, bytes }: Capture): Buffer {
  const content = joined(pieces, bytes);
  if (!isUtf8(content)) throw new Refusal("notJson", "a content is not UTF-8");
  return content;
}

/** Two pieces as one where the second follows the first in memory. */
function joinedInPlace(first: Uint8Array | undefined, second: Uint8Array): Uint8Array | undefined {
  const follows = first?.buffer === second.buffer && first.byteOffset + first.length === second.byteOffset;
  return follows ? new Uint8Array(first.buffer, first.byteOffset, first.length + second.length) : undefined;
}

/** Pieces together, copied only if there are several. */
function joined(pieces: readonly Uint8Array[], bytes: number): Buffer {
  const [only] = pieces;
  return only && pieces.length === 1
    ? Buffer.from(only.buffer, only.byteOffset, bytes)
    : Buffer.concat(pieces, bytes);
}

function parse(capture: Capture): unknown {
  return JSON.parse(contentOf(capture).toString());
}
