import { appendFile, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { Sequencer } from "../../primitives/sequencer.ts";
import { readRegularFile } from "../sources/regular-file.ts";
import type { Report } from "../sources/session-source.ts";

/** What automatic sharing must not forget. */
export interface AutoState {
  /** Sessions that are never shared by themselves from now on: they were once, or they are somebody else's. */
  readonly handled: ReadonlySet<string>;
  /** From when on a folder's new sessions are shared by themselves, ms since 1970; a folder without is not automatic. */
  readonly since: ReadonlyMap<string, number>;
}

/** It only grows, by some 50 bytes a session. */
const MAX_BYTES = 64 * 1024 * 1024;

const entrySchema = z.union([
  z.object({ handled: z.string() }),
  z.object({ folder: z.string(), since: z.number().nullable() }),
]);
type Entry = z.infer<typeof entrySchema>;

/**
 * Remembers it in one file that only grows, so that no window can undo what another one has written. When a folder
 * became automatic stands beside what was handled since: should the file be lost, both begin anew.
 */
export class AutoJournal {
  readonly #file: string;
  readonly #report: Report;
  #known: { readonly size: number; readonly state: AutoState } = { size: 0, state: stateOf([]) };
  /** What the file does not take at the moment: it holds in this window, and is written with the next entry. */
  #unwritten: readonly Entry[] = [];
  readonly #sequencer = new Sequencer();

  /** @param report hears what could not be written */
  constructor(file: string, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  /** What all windows have written until now. @throws when the file is there and cannot be read */
  async read(): Promise<AutoState> {
    const stats = await stat(this.#file).catch(missingAs(undefined));
    if (stats ? stats.size !== this.#known.size || !stats.isFile() : this.#known.size > 0) {
      const text = await readRegularFile(this.#file, MAX_BYTES).catch(missingAs(""));
      this.#known = { size: Buffer.byteLength(text), state: stateOf(parse(text)) };
    }
    return this.#unwritten.length === 0 ? this.#known.state : stateOf(this.#unwritten, this.#known.state);
  }

  /** Has a session never be shared by itself from now on. @throws when only this window will know */
  handle(sessionId: string): Promise<void> {
    return this.#sequencer.run(async () => {
      const { handled } = await this.read();
      if (!handled.has(sessionId)) this.#unwritten = [...this.#unwritten, { handled: sessionId }];
      await this.#write();
    });
  }

  /** Notes that sharing is automatic in a folder, or is not: sessions from before, or from a pause, stay unshared. */
  note(folder: string, isAutomatic: boolean, now: number): Promise<void> {
    return this.#sequencer
      .run(async () => {
        const { since } = await this.read();
        if (isAutomatic === since.has(folder)) return;
        this.#unwritten = [...this.#unwritten, { folder, since: isAutomatic ? now : null }];
        await this.#write();
      })
      .catch((error: unknown) => this.#report(`${this.#file} cannot be written: ${String(error)}`));
  }

  async #write(): Promise<void> {
    if (this.#unwritten.length === 0) return;
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    // Each begins a line of its own, also after one that a crash has cut off.
    const lines = this.#unwritten.map((entry) => `\n${JSON.stringify(entry)}`);
    await appendFile(this.#file, lines.join(""), { mode: 0o600, flush: true });
    this.#unwritten = [];
  }
}

function parse(text: string): readonly Entry[] {
  return text.split("\n").flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** What holds after some entries, which follow on what was known before. */
function stateOf(entries: readonly Entry[], before?: AutoState): AutoState {
  const handled = new Set(before?.handled);
  const since = new Map(before?.since);
  for (const entry of entries) {
    if ("handled" in entry) handled.add(entry.handled);
    else if (entry.since === null) since.delete(entry.folder);
    // Several windows may note the same: the first of them has seen it begin.
    else if (!since.has(entry.folder)) since.set(entry.folder, entry.since);
  }
  return { handled, since };
}

function missingAs<T>(value: T): (error: unknown) => T {
  return (error) => {
    const code = error instanceof Error && "code" in error && error.code;
    if (code === "ENOENT" || code === "ENOTDIR") return value;
    throw error;
  };
}
