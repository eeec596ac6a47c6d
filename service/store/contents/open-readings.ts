import { createHash, type Hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { contentHash, hashName } from "../../../protocol/content-hash.ts";
import type { ManifestReading, ReadEntry, Reading } from "../reading.ts";
import { type Content, segmentsOf } from "./content.ts";
import { PieceReader } from "./piece-reader.ts";
import type { ReadBudget } from "./read-budget.ts";
import type { Deletion, View } from "./share-contents.ts";

/** The readings of one share that are under way. */
export class OpenReadings {
  readonly #budget: ReadBudget;
  readonly #open = new Set<AbortController>();
  readonly #holds = new Set<Promise<void>>();
  #ended: Error | undefined;

  constructor(budget: ReadBudget) {
    this.#budget = budget;
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Begins a reading. `onClose` is called once, when it has ended. @throws what they were aborted with */
  read(view: View, onClose = () => {}): Reading {
    const { base, revision, reset } = view;
    const { signal, reader, close } = this.#begin(onClose);
    const entries = () => entriesOf(view, reader);
    return { base, revision, ...(reset ? { reset } : {}), signal, entries, close };
  }

  /** Begins to read a manifest, likewise. */
  manifest({ revision, blocks }: View, onClose = () => {}): ManifestReading {
    const { signal, reader, close } = this.#begin(onClose);
    return { revision, signal, pages: () => pagesOf(blocks, reader), close };
  }

  /**
   * Somebody reads bytes that have to stay where they are until the answer is called. A reading of a journal needs it
   * from before its view was taken until it is closed.
   */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#holds.add(promise);
    return () => {
      this.#holds.delete(promise);
      resolve();
    };
  }

  /** Resolves when nobody who holds bytes now does so any more. */
  async released(): Promise<void> {
    await Promise.all(this.#holds);
  }

  /** Ends all of them, and those that are begun later: who reads on gets the error. */
  abort(reason: Error): void {
    this.#ended = reason;
    this.interrupt(reason);
  }

  /** Ends those that are under way. */
  interrupt(reason: Error): void {
    for (const controller of this.#open) controller.abort(reason);
  }

  #begin(onClose: () => void): { signal: AbortSignal; reader: PieceReader; close: () => void } {
    if (this.#ended) {
      onClose();
      throw this.#ended;
    }
    const controller = new AbortController();
    this.#open.add(controller);
    const ends = [this.#budget.begin(), onClose];
    const close = () => {
      if (this.#open.delete(controller)) for (const end of ends) end();
    };
    const { signal } = controller;
    signal.addEventListener("abort", close, { once: true });
    return { signal, reader: new PieceReader(this.#budget, signal), close };
  }
}

async function* entriesOf({ base, blocks, deleted }: View, reader: PieceReader): AsyncGenerator<ReadEntry> {
  let next = 0;
  for (const { items, newest } of blocks) {
    if (newest <= base) continue;
    for (const content of items) {
      if (content.revision <= base) continue;
      for (let gone = deleted[next]; gone && gone[0] < content.key; gone = deleted[++next])
        yield dropped(gone);
      const { key, revision, size } = content;
      yield { key, revision, size, content: () => reader.read(segmentsOf(content)) };
    }
  }
  for (const gone of deleted.slice(next)) yield dropped(gone);
}

function dropped([key, revision]: Deletion): ReadEntry {
  return { key, revision, deleted: true };
}

type Page = readonly (readonly [key: string, hash: string])[];

/** Hashes are made when they are asked for, and remembered until the content changes. */
async function* pagesOf(blocks: View["blocks"], reader: PieceReader): AsyncGenerator<Page> {
  for (const { items } of blocks) {
    const page: (readonly [string, string])[] = [];
    for (const content of items) page.push([content.key, content.hash ?? (await hashOf(content, reader))]);
    yield page;
    await setImmediate();
  }
}

/** As `protocol/content-hash.ts` makes it. */
async function hashOf(content: Content, reader: PieceReader): Promise<string> {
  let all: Hash | undefined;
  for await (const piece of reader.read(segmentsOf(content))) {
    // Most contents are one piece, for which there is a faster way.
    if (piece.length === content.size) content.hash = contentHash(piece);
    else all = (all ?? createHash("sha256")).update(piece);
  }
  content.hash ??= hashName(all?.digest() ?? Buffer.alloc(0));
  return content.hash;
}
