const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SMALL_U = 0x75;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Longest a name of a path can be as JSON text, in bytes: 200 units, all of them escaped. */
const MAX_NAME_BYTES = 1200;

/** Where a string ends inside a JSON text. */
export interface TextEnd {
  /** Place of its closing quote, in bytes. */
  readonly end: number;
  /** Its length, in UTF-16 units. */
  readonly length: number;
  /** Its last unit, if that is the first half of a pair and so stands there as an escape; else 0. */
  readonly half: number;
}

/** An object or array that is on the way to the string. */
interface Container {
  readonly isArray: boolean;
  index: number;
  isName: boolean;
}

/**
 * Finds the string at a path in a JSON text that comes in pieces, without parsing it. As with JSON.parse the last of
 * several members of a name counts. The text is valid JSON.
 */
export class TextFinder {
  readonly #path: readonly string[];
  /** Those open now that the path leads through. */
  readonly #way: Container[] = [];
  #found: TextEnd | undefined;
  #position = 0;
  /** How many objects and arrays are open now. */
  #depth = 0;
  /** The value that comes now is on the way. */
  #isNext = true;
  #string: "none" | "other" | "name" | "wanted" = "none";
  #name = "";
  #escape = 0;
  #unit = 0;
  #length = 0;
  #half = 0;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** The string, as far as the text has come; undefined: there is none. */
  get found(): TextEnd | undefined {
    return this.#found;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#string === "none") this.#structure(bytes[at++] ?? 0);
      else at = this.#text(bytes, at);
    }
    this.#position += bytes.length;
  }

  #structure(byte: number): void {
    const inside = this.#way.length === this.#depth ? this.#way.at(-1) : undefined;
    switch (byte) {
      case QUOTE:
        this.#beginString(inside);
        return;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        this.#depth += 1;
        if (this.#isNext) this.#enter(byte === OPEN_ARRAY);
        return;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        if (inside) this.#way.pop();
        this.#depth -= 1;
        this.#isNext = false;
        return;
      case COLON:
        if (inside) inside.isName = false;
        return;
      case COMMA:
        if (inside) this.#nextMember(inside);
        return;
      default:
        if (byte > 0x20) this.#isNext = false;
    }
  }

  #enter(isArray: boolean): void {
    this.#isNext = false;
    if (this.#way.length >= this.#path.length) return;
    const container = { isArray, index: -1, isName: false };
    this.#way.push(container);
    this.#nextMember(container);
  }

  #nextMember(container: Container): void {
    container.index += 1;
    container.isName = !container.isArray;
    this.#isNext = false;
    if (container.isArray && String(container.index) === this.#path[this.#way.length - 1])
      this.#isNext = true;
  }

  #beginString(inside: Container | undefined): void {
    this.#name = "";
    this.#length = 0;
    this.#half = 0;
    if (inside?.isName) this.#string = "name";
    else this.#string = inside && this.#isNext && this.#way.length === this.#path.length ? "wanted" : "other";
  }

  /** Reads on in a string until it or the piece ends; answers where. */
  #text(bytes: Uint8Array, from: number): number {
    let [escaping, unit, length, half] = [this.#escape, this.#unit, this.#length, this.#half];
    let at = from;
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (escaping === 1) {
        escaping = byte === SMALL_U ? 2 : 0;
        unit = 0;
        half = 0;
        if (escaping === 0) length += 1;
      } else if (escaping > 1) {
        unit = unit * 16 + hexDigit(byte);
        escaping = escaping === 5 ? 0 : escaping + 1;
        if (escaping === 0) {
          length += 1;
          half = isFirstHalf(unit) ? unit : 0;
        }
      } else if (byte === QUOTE) break;
      else if (byte === BACKSLASH) escaping = 1;
      else if (byte < 0x80 || byte >= 0xc0) {
        length += byte >= 0xf0 ? 2 : 1;
        half = 0;
      }
    }
    [this.#escape, this.#unit, this.#length, this.#half] = [escaping, unit, length, half];
    if (this.#string === "name" && this.#name.length <= MAX_NAME_BYTES)
      this.#name += Buffer.from(bytes.subarray(from, Math.min(at, from + MAX_NAME_BYTES + 1))).toString(
        "latin1",
      );
    if (at === bytes.length) return at;
    this.#endString(this.#position + at);
    return at + 1;
  }

  #endString(end: number): void {
    if (this.#string === "name") {
      this.#isNext = this.#isWantedName();
      // Of members with the same name the last counts.
      if (this.#isNext) this.#found = undefined;
    } else {
      if (this.#string === "wanted") this.#found = { end, length: this.#length, half: this.#half };
      this.#isNext = false;
    }
    this.#string = "none";
  }

  #isWantedName(): boolean {
    if (this.#name.length > MAX_NAME_BYTES) return false;
    const text = Buffer.from(this.#name, "latin1").toString();
    return JSON.parse(`"${text}"`) === this.#path[this.#way.length - 1];
  }
}

/** Whether a UTF-16 unit is the first of two that are one character. */
export const isFirstHalf = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
/** Whether it is the second. */
export const isSecondHalf = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

function hexDigit(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
}
