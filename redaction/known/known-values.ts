import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { Found } from "../shapes/found.ts";
import { encodedForms } from "./encoded-forms.ts";

/** A value that is to leave nowhere, whatever it looks like. */
export interface KnownValue {
  /** What placeholders and receipts call it. */
  readonly kind: string;
  readonly value: string;
}

/** The shortest value that is looked for, and the length of the windows; UTF-16 units. */
export const SHORTEST_KNOWN = 6;
/** Values of letters and digits that are shorter than this are found as whole words only. */
const SHORTEST_IN_WORDS = 12;
const IS_ALPHANUMERIC = /^[A-Za-z0-9]$/;
const IS_BASE64 = /^[A-Za-z0-9+/_-]$/;

interface Form {
  readonly kind: string;
  readonly length: number;
  /** Of the last characters; it spares nearly all digests. */
  readonly endHash: number;
  readonly digest: string;
  readonly identity: string;
  readonly borders: 0 | 1;
  readonly isWord: boolean;
}

/**
 * Finds exact values, also where they were encoded once. It keeps none of them: of each form a hash of its first characters,
 * by which one pass over a text sees where it may begin, and a keyed hash of the whole, which decides.
 */
export class KnownValues {
  readonly #key: KeyObject;
  readonly #base: number;
  readonly #leaving: number;
  readonly #forms = new Map<number, Form[]>();
  /** Of the first few characters of forms with spaces. */
  readonly #beginnings = new Set<number>();
  /** Says quickly that no form begins like this. */
  readonly #mayBegin = new Uint8Array(1 << 16);

  /** @param key of the hashes; the same key gives a value the same identity */
  constructor(values: Iterable<KnownValue>, key: Buffer = randomBytes(32)) {
    this.#key = createSecretKey(key);
    this.#base = createHmac("sha256", key).update("window").digest().readUInt32LE() | 1;
    let power = 1;
    for (let i = 1; i < SHORTEST_KNOWN; i++) power = Math.imul(power, this.#base);
    this.#leaving = power;
    for (const value of values) this.#add(value);
  }

  /** What a value is called by without being told; the same as in what is found of it. */
  identityOf(value: string): string {
    return createHmac("sha256", this.#key).update(value).digest("base64");
  }

  /** Where the values stand. With `isOpen`, also where the text ends within one. */
  find(text: string, isOpen = false): readonly Found[] {
    const found: Found[] = [];
    if (this.#forms.size === 0) return found;
    this.#windows(text, (start, forms) => {
      for (const form of forms) {
        if (start + form.length > text.length) {
          if (isOpen) found.push({ kind: form.kind, rank: 2, start, end: text.length, isOpen: true });
        } else if (this.#isAt(text, start, form)) found.push(this.#foundOf(text, start, form));
      }
    });
    return found;
  }

  /** Where a value with spaces could begin of which less stands at the end than a window holds. */
  openFrom(text: string): number {
    for (let length = Math.min(SHORTEST_KNOWN - 1, text.length); length > 0; length--)
      if (this.#beginnings.has(this.#hash(text.slice(-length)))) return text.length - length;
    return text.length;
  }

  #add({ kind, value }: KnownValue): void {
    if (value.length < SHORTEST_KNOWN) return;
    const identity = this.identityOf(value);
    const isWord = value.length < SHORTEST_IN_WORDS && /^[A-Za-z0-9]+$/.test(value);
    for (const { text, borders } of encodedForms(value)) {
      if (text.length < SHORTEST_KNOWN) continue;
      const hash = this.#hash(text);
      const digest = this.identityOf(text);
      const form = {
        kind,
        length: text.length,
        endHash: this.#hash(text.slice(-SHORTEST_KNOWN)),
        digest,
        identity,
        borders,
        isWord: isWord && text === value,
      };
      this.#forms.set(hash, [...(this.#forms.get(hash) ?? []), form]);
      this.#mayBegin[hash >>> 16] = 1;
      if (/\s/.test(text))
        for (let length = 1; length < SHORTEST_KNOWN; length++)
          this.#beginnings.add(this.#hash(text.slice(0, length)));
    }
  }

  #hash(text: string): number {
    let hash = 0;
    for (let i = 0; i < Math.min(SHORTEST_KNOWN, text.length); i++)
      hash = (Math.imul(hash, this.#base) + text.charCodeAt(i)) | 0;
    return hash;
  }

  #windows(text: string, onForms: (start: number, forms: readonly Form[]) => void): void {
    if (text.length < SHORTEST_KNOWN) return;
    let hash = this.#hash(text);
    for (let start = 0; ; start++) {
      if (this.#mayBegin[hash >>> 16] === 1) {
        const forms = this.#forms.get(hash);
        if (forms) onForms(start, forms);
      }
      const next = start + SHORTEST_KNOWN;
      if (next >= text.length) return;
      const left = (hash - Math.imul(text.charCodeAt(start), this.#leaving)) | 0;
      hash = (Math.imul(left, this.#base) + text.charCodeAt(next)) | 0;
    }
  }

  #isAt(text: string, start: number, { length, endHash, digest, isWord }: Form): boolean {
    const end = start + length;
    if (this.#hash(text.slice(end - SHORTEST_KNOWN, end)) !== endHash) return false;
    if (isWord && [text[start - 1], text[end]].some((next) => next && IS_ALPHANUMERIC.test(next)))
      return false;
    return this.identityOf(text.slice(start, end)) === digest;
  }

  #foundOf(text: string, start: number, { kind, length, identity, borders }: Form): Found {
    const end = start + length;
    const before = borders > 0 && IS_BASE64.test(text[start - 1] ?? "") ? 1 : 0;
    const after = borders > 0 && IS_BASE64.test(text[end] ?? "") ? 1 : 0;
    return { kind, rank: 2, start: start - before, end: end + after, identity };
  }
}
