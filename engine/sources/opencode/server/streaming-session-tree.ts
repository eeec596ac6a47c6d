import { randomBytes } from "node:crypto";
import type { Json, JsonObject } from "../../../../protocol/json.ts";
import type { Cursor, SessionReading } from "../../session-source.ts";
import { OpenBlocks } from "./open-blocks.ts";
import type { StreamedBlock } from "./streamed-blocks.ts";

/** A block of which readers were once told more than the storage said. */
interface Overlay {
  /** As the storage has it. */
  readonly stored: JsonObject;
  /** What it was last told as. */
  readonly content: JsonObject;
  /** The reading that was the first to tell it so. */
  readonly since: number;
}

/** The readings of one session tree, with what streams put in. */
export class StreamingSessionTree {
  readonly #open = new OpenBlocks();
  readonly #told = new Map<string, Overlay>();
  readonly #name = randomBytes(9).toString("base64url");
  /** How many readings there were; together with the storage's cursor, where a reader stands. */
  #readings = 0;
  /** The last reading after which something was forgotten. */
  #forgotten = 0;

  cursorAfter(inStorage: Cursor): Cursor {
    return `${this.#name} ${this.#readings} ${inStorage}`;
  }

  /**
   * How many readings a reader has seen, and where it stands in the storage. One that missed what was told and forgotten
   * meanwhile begins anew.
   */
  positionOf(cursor: Cursor | undefined): { readonly seen: number; readonly inStorage: Cursor | undefined } {
    const [, name, readings, inStorage] = /^(\S+) (\d+) (.*)$/s.exec(cursor ?? "") ?? [];
    const seen = Number(readings);
    if (name !== this.#name || seen < this.#forgotten) return { seen: 0, inStorage: undefined };
    return { seen, inStorage };
  }

  has(sessionId: string): boolean {
    return this.#open.has(sessionId);
  }

  /**
   * The contents of a reading of the storage, and those that streams have changed after `seen` readings. Where the storage
   * has a block's text, or the block is no more, its own word is all there is.
   */
  extend(
    reading: SessionReading,
    streamed: readonly StreamedBlock[],
    seen: number,
  ): ReadonlyMap<string, Json> {
    this.#readings += 1;
    this.#open.take(reading);
    const now = this.#grown(streamed);
    for (const [key, { stored, content }] of this.#told) {
      if (!reading.keys.has(key) || (reading.contents.has(key) && !now.has(key))) this.#forget(key);
      else if (!now.has(key) && content !== stored)
        this.#told.set(key, { stored, content: stored, since: this.#readings });
    }
    for (const [key, { stored, text }] of now) {
      const known = this.#told.get(key);
      const isSame = known?.content.text === text && !reading.contents.has(key);
      if (!isSame) this.#told.set(key, { stored, content: { ...stored, text }, since: this.#readings });
    }
    const contents = new Map(reading.contents);
    for (const [key, { content, since }] of this.#told) if (since > seen) contents.set(key, content);
    return contents;
  }

  #forget(key: string): void {
    this.#told.delete(key);
    this.#forgotten = this.#readings;
  }

  /** What streams into open blocks, by key. */
  #grown(streamed: readonly StreamedBlock[]) {
    const grown = new Map<string, { readonly stored: JsonObject; readonly text: string }>();
    for (const { ref, text } of streamed) {
      const block = this.#open.find(ref);
      const whole = wholeCharacters(text);
      if (block && whole !== "") grown.set(block.key, { stored: block.content, text: whole });
    }
    return grown;
  }
}

/** A delta may end in the middle of a character that takes two UTF-16 units. */
const wholeCharacters = (text: string) => text.replace(/[\uD800-\uDBFF]$/, "");
