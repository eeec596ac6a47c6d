import { Refusal } from "../errors/refusal.ts";

/** Deepest nesting of a JSON text. Readers everywhere walk it with a call per level. */
export const MAX_JSON_DEPTH = 1_000;

/** What a scanner meets down to a depth: the number of containers around it. Indexes are those of the chunk at hand. */
export interface JsonEvents {
  /** A value, or the name of a member, begins with the byte at `index`. */
  begin(depth: number, isName: boolean, index: number, firstByte: number): void;
  /** It has ended before `index`. */
  end(depth: number, isName: boolean, index: number): void;
}

/** What may come next. */
const VALUE = 0;
const VALUE_OR_END = 1;
const NAME = 2;
const NAME_OR_END = 3;
const COLON = 4;
const COMMA_OR_END = 5;
const STRING = 6;
const ESCAPE = 7;
const HEX = 8;
const NUMBER = 9;
const LITERAL = 10;
const NOTHING = 11;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OBJECT = 0x7b;
const ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;

/** Steps through a number by the kind of each byte; see RFC 8259, section 6. 0: the byte does not belong to it. */
const [MINUS, ZERO, INT, POINT, FRACTION, E, SIGN, EXPONENT] = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Kinds of bytes: zero, another digit, a point, an exponent's letter, a sign; 5 is every other. */
const NUMBER_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => kindInNumber(String.fromCharCode(byte)));
const NUMBER_STEPS: readonly (readonly number[])[] = [
  [],
  [ZERO, INT, 0, 0, 0, 0],
  [0, 0, POINT, E, 0, 0],
  [INT, INT, POINT, E, 0, 0],
  [FRACTION, FRACTION, 0, 0, 0, 0],
  [FRACTION, FRACTION, 0, E, 0, 0],
  [EXPONENT, EXPONENT, 0, 0, SIGN, 0],
  [EXPONENT, EXPONENT, 0, 0, 0, 0],
  [EXPONENT, EXPONENT, 0, 0, 0, 0],
];
/** A number may end here. */
const isWholeNumber = (step: number) =>
  step === ZERO || step === INT || step === FRACTION || step === EXPONENT;

/** Bytes that a string may hold as they are: all but quotes, backslashes and control characters. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/**
 * Checks a JSON text by the grammar of RFC 8259 as its bytes come in, and tells where shallow values begin and end.
 * It keeps nothing of the text and makes no values, so its cost is that of looking at each byte once. Whether strings
 * are UTF-8 is not looked at.
 */
export class JsonScanner {
  readonly #events: JsonEvents;
  readonly #maxEventDepth: number;
  /** 1 for an object, 0 for an array, by depth. */
  readonly #containers = new Uint8Array(MAX_JSON_DEPTH);
  #depth = 0;
  #state = VALUE;
  #isName = false;
  #hexLeft = 0;
  #number = 0;
  #literal = "";
  #offset = 0;

  constructor(events: JsonEvents, maxEventDepth: number) {
    this.#events = events;
    this.#maxEventDepth = maxEventDepth;
  }

  /** @throws Refusal `notJson` */
  scan(chunk: Uint8Array): void {
    let index = 0;
    while (index < chunk.length) index = this.#step(chunk, index);
    this.#offset += chunk.length;
  }

  /** To be called after the last chunk. @throws Refusal `notJson` when something is missing */
  finish(): void {
    if (this.#state === NUMBER) this.#endNumber(0);
    if (this.#state !== NOTHING)
      throw new Refusal("notJson", `the JSON text ends too early, after ${this.#offset} bytes`);
  }

  #step(chunk: Uint8Array, index: number): number {
    switch (this.#state) {
      case STRING:
        return this.#string(chunk, index);
      case NUMBER:
        return this.#numberBytes(chunk, index);
      case ESCAPE:
      case HEX:
      case LITERAL:
        this.#insideToken(chunk[index] as number, index);
        return index + 1;
      default:
        this.#structure(chunk[index] as number, index);
        return index + 1;
    }
  }

  #structure(byte: number, index: number): void {
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
    switch (this.#state) {
      case VALUE_OR_END:
        if (byte === CLOSE_ARRAY) this.#close(0, index);
        else this.#value(byte, index);
        break;
      case VALUE:
        this.#value(byte, index);
        break;
      case NAME_OR_END:
        if (byte === CLOSE_OBJECT) this.#close(1, index);
        else this.#name(byte, index);
        break;
      case NAME:
        this.#name(byte, index);
        break;
      case COLON:
        if (byte !== 0x3a) throw this.#unexpected(byte, index);
        this.#state = VALUE;
        break;
      case COMMA_OR_END:
        this.#commaOrEnd(byte, index);
        break;
      default:
        throw this.#unexpected(byte, index);
    }
  }

  #commaOrEnd(byte: number, index: number): void {
    const isObject = this.#containers[this.#depth - 1] === 1;
    if (byte === 0x2c) this.#state = isObject ? NAME : VALUE;
    else if (byte === CLOSE_OBJECT) this.#close(1, index);
    else if (byte === CLOSE_ARRAY) this.#close(0, index);
    else throw this.#unexpected(byte, index);
  }

  #name(byte: number, index: number): void {
    if (byte !== QUOTE) throw this.#unexpected(byte, index);
    this.#isName = true;
    this.#begin(byte, index);
    this.#state = STRING;
  }

  #value(byte: number, index: number): void {
    this.#isName = false;
    this.#begin(byte, index);
    if (byte === QUOTE) this.#state = STRING;
    else if (byte === OBJECT) this.#open(1, NAME_OR_END, index);
    else if (byte === ARRAY) this.#open(0, VALUE_OR_END, index);
    else if (byte === 0x2d) this.#startNumber(MINUS);
    else if (byte >= 0x30 && byte <= 0x39) this.#startNumber(byte === 0x30 ? ZERO : INT);
    else this.#startLiteral(byte, index);
  }

  #open(kind: number, state: number, index: number): void {
    if (this.#depth === MAX_JSON_DEPTH)
      throw new Refusal(
        "notJson",
        `the JSON text is nested deeper than ${MAX_JSON_DEPTH} (byte ${this.#offset + index})`,
      );
    this.#containers[this.#depth] = kind;
    this.#depth += 1;
    this.#state = state;
  }

  #close(kind: number, index: number): void {
    if (this.#depth === 0 || this.#containers[this.#depth - 1] !== kind)
      throw this.#unexpected(kind === 1 ? CLOSE_OBJECT : CLOSE_ARRAY, index);
    this.#depth -= 1;
    this.#isName = false;
    this.#end(index + 1);
  }

  /** Passes over what a string holds, up to its end or the end of the chunk. */
  #string(chunk: Uint8Array, start: number): number {
    let index = start;
    while (index < chunk.length && PLAIN[chunk[index] as number] === 1) index += 1;
    if (index === chunk.length) return index;
    const byte = chunk[index] as number;
    if (byte === BACKSLASH) this.#state = ESCAPE;
    else if (byte === QUOTE) this.#end(index + 1);
    else throw this.#unexpected(byte, index);
    return index + 1;
  }

  #insideToken(byte: number, index: number): void {
    if (this.#state === LITERAL) this.#literalByte(byte, index);
    else if (this.#state === HEX) this.#hexDigit(byte, index);
    else this.#escape(byte, index);
  }

  #escape(byte: number, index: number): void {
    const isUnicode = byte === 0x75;
    if (!isUnicode && !'"\\/bfnrt'.includes(String.fromCharCode(byte))) throw this.#unexpected(byte, index);
    this.#hexLeft = 4;
    this.#state = isUnicode ? HEX : STRING;
  }

  #hexDigit(byte: number, index: number): void {
    if (!isHex(byte)) throw this.#unexpected(byte, index);
    this.#hexLeft -= 1;
    if (this.#hexLeft === 0) this.#state = STRING;
  }

  #startNumber(step: number): void {
    this.#number = step;
    this.#state = NUMBER;
  }

  /** A number has no end of its own: the byte that cannot belong to it is looked at again. */
  #numberBytes(chunk: Uint8Array, start: number): number {
    for (let index = start; index < chunk.length; index += 1) {
      const step = NUMBER_STEPS[this.#number]?.[NUMBER_BYTES[chunk[index] as number] as number] ?? 0;
      if (step === 0) {
        this.#endNumber(index);
        return index;
      }
      this.#number = step;
    }
    return chunk.length;
  }

  #endNumber(index: number): void {
    if (!isWholeNumber(this.#number))
      throw new Refusal("notJson", `a number is not finished at byte ${this.#offset + index}`);
    this.#end(index);
  }

  #startLiteral(byte: number, index: number): void {
    const literal = ["true", "false", "null"].find((text) => text.charCodeAt(0) === byte);
    if (literal === undefined) throw this.#unexpected(byte, index);
    this.#literal = literal.slice(1);
    this.#state = LITERAL;
  }

  #literalByte(byte: number, index: number): void {
    if (this.#literal.charCodeAt(0) !== byte) throw this.#unexpected(byte, index);
    this.#literal = this.#literal.slice(1);
    if (this.#literal === "") this.#end(index + 1);
  }

  #begin(firstByte: number, index: number): void {
    if (this.#depth <= this.#maxEventDepth) this.#events.begin(this.#depth, this.#isName, index, firstByte);
  }

  #end(index: number): void {
    const isName = this.#isName;
    this.#state = isName ? COLON : this.#depth === 0 ? NOTHING : COMMA_OR_END;
    if (this.#depth <= this.#maxEventDepth) this.#events.end(this.#depth, isName, index);
  }

  #unexpected(byte: number, index: number): Refusal {
    const shown = byte >= 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
    return new Refusal("notJson", `unexpected ${shown} at byte ${this.#offset + index}`);
  }
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function kindInNumber(character: string): number {
  if (character >= "1" && character <= "9") return 1;
  const kind = ["0", "", ".", "eE", "+-"].findIndex((all) => all.includes(character));
  return kind < 0 ? 5 : kind;
}
