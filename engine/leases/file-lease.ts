import { unlinkSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseJson } from "../../client/parse-json.ts";
import { isExisting } from "../../primitives/errno.ts";
import { Sequencer } from "../../primitives/sequencer.ts";
import { writeWhole } from "../registry/write-file.ts";
import { readRegularFile, SHORT_FILE_BYTES } from "../sources/regular-file.ts";
import type { Lease, LeaseListener } from "./leases.ts";

export interface FileLeaseDeps {
  readonly file: string;
  /** Who is meant by “me” in the file. */
  readonly windowId: string;
  /** How often in a row a holder may show no sign of life. */
  readonly looks: number;
  /** How long after a takeover to look who has won, ms. */
  readonly settleMs: number;
  /** What a window's sign of life says now; it changes for as long as the window lives. */
  readonly signOf: (windowId: string) => Promise<string>;
  /** Hears why no lease can be kept. */
  readonly onTrouble: (error: unknown) => void;
}

interface Content {
  readonly holder: string;
  readonly note: string;
}

/**
 * A lease as a file that names its holder. It is taken over when the holder has shown no sign of life at several looks
 * in a row: looks are counted, and no clock is read, so neither sleep nor a clock that jumps ends a lease. Should two
 * windows believe that they hold it, the next look of the one that is not named in the file ends that.
 */
export class FileLease implements Lease {
  readonly #deps: FileLeaseDeps;
  readonly #listener: LeaseListener;
  #state: "unknown" | "held" | "elsewhere" | "released" = "unknown";
  #note = "";
  #sign: string | undefined;
  #unchanged = 0;
  readonly #sequencer = new Sequencer();

  constructor(deps: FileLeaseDeps, listener: LeaseListener) {
    this.#deps = deps;
    this.#listener = listener;
  }

  get isHeld(): boolean {
    return this.#state === "held";
  }

  /** Looks who has it; `isTick` when this is one of the looks that are counted. */
  look(isTick: boolean): Promise<void> {
    return this.#inTurn(() => this.#look(isTick));
  }

  setNote(note: string): void {
    void this.#inTurn(async () => {
      if (this.#state !== "held" || note === this.#note) return;
      this.#note = note;
      await writeWhole(this.#deps.file, this.#mine());
    });
  }

  async release(): Promise<void> {
    this.#state = "released";
    await this.#inTurn(() => this.#remove());
  }

  /** Lets go of it before the process ends, when there is no time to wait. */
  releaseNow(): void {
    const wasHeld = this.#state === "held";
    // What is being written right now would bring the file back.
    void this.release();
    if (!wasHeld) return;
    try {
      unlinkSync(this.#deps.file);
    } catch {}
  }

  async #remove(): Promise<void> {
    const found = await this.#read();
    if (found?.holder === this.#deps.windowId) await rm(this.#deps.file, { force: true });
  }

  async #look(isTick: boolean): Promise<void> {
    if (this.#state === "released") return;
    const found = await this.#read();
    if (!found) return this.#create();
    if (found.holder === this.#deps.windowId) return this.#have();
    this.#leave(found.note);
    if (isTick && (await this.#looksDead(found.holder))) await this.#takeOver(found);
  }

  async #looksDead(holder: string): Promise<boolean> {
    const sign = `${holder} ${await this.#deps.signOf(holder)}`;
    this.#unchanged = sign === this.#sign ? this.#unchanged + 1 : 0;
    this.#sign = sign;
    return this.#unchanged >= this.#deps.looks;
  }

  async #create(): Promise<void> {
    this.#note = "";
    try {
      await mkdir(path.dirname(this.#deps.file), { recursive: true, mode: 0o700 });
      await writeFile(this.#deps.file, this.#mine(), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if (isExisting(error)) return this.#look(false);
      throw error;
    }
    this.#have();
  }

  /** Several windows may do this at once: the last one to write wins, and all of them look afterwards. */
  async #takeOver(dead: Content): Promise<void> {
    const now = await this.#read();
    if (now?.holder !== dead.holder) return;
    this.#note = "";
    await writeWhole(this.#deps.file, this.#mine());
    await delay(this.#deps.settleMs, undefined, { ref: false });
    const found = await this.#read();
    if (found?.holder === this.#deps.windowId) this.#have();
  }

  #have(): void {
    if (this.#state === "held" || this.#state === "released") return;
    this.#state = "held";
    this.#listener.onHeld();
  }

  #leave(note: string): void {
    if (this.#state === "released" || (this.#state === "elsewhere" && note === this.#note)) return;
    this.#state = "elsewhere";
    this.#note = note;
    this.#listener.onElsewhere(note);
  }

  async #read(): Promise<Content | undefined> {
    const reading = readRegularFile(this.#deps.file, SHORT_FILE_BYTES);
    const text = await reading.catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    // A file that was cut off names nobody: it is taken over like that of a dead window.
    const { holder = "", note = "" } = (parseJson(text) ?? {}) as Partial<Content>;
    return { holder: String(holder), note: String(note) };
  }

  #mine(): string {
    return JSON.stringify({ holder: this.#deps.windowId, note: this.#note } satisfies Content);
  }

  /** One thing at a time. Where no lease can be kept (a read-only disk) there is no use in waiting for one. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    return this.#sequencer.run(work).catch((error: unknown) => {
      this.#deps.onTrouble(error);
      if (this.#state === "unknown") this.#have();
    });
  }
}
