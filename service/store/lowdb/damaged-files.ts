import * as fs from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../../../primitives/errno.ts";
import { type Verified, withProblem } from "../verified.ts";
import { FILE_MODE, FOLDER_MODE, syncFolder } from "./files.ts";
import type { JournalDamage } from "./journal-damage.ts";

/** A damaged file that is kept aside until an admin has decided. */
export interface DamagedFile {
  /** `<what it was>.<when>.<why>` */
  readonly name: string;
  /** What was found, in words. */
  readonly what: string;
}

/** Ends of the names of what stands beside a damaged file: its copy, and what was found. */
const COPY = ".copy";
const WHAT = ".txt";

/** Told of all that is found damaged, for the log. */
export type DamageListener = (name: string, what: string) => void;

export interface DamagedFilesOptions {
  readonly dataDir: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly onDamage?: DamageListener | undefined;
}

/**
 * The folder `damaged` of a data folder: each file in it is a damaged one as it was found, and stands for a decision
 * that an admin has yet to make.
 */
export class DamagedFiles {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #onDamage: DamageListener;
  #known = 0;

  constructor({ dataDir, now = Date.now, onDamage = () => {} }: DamagedFilesOptions) {
    this.#folder = join(dataDir, "damaged");
    this.#now = now;
    this.#onDamage = onDamage;
  }

  /**
   * Keeps a damaged file aside; whoever goes on puts another in its place and leaves this one as it is.
   * @param title what it is, in a file's name
   * @returns the name by which it is known from now on
   */
  async keep(title: string, paths: readonly string[], { reason, what }: JournalDamage): Promise<string> {
    await fs.mkdir(this.#folder, { recursive: true, mode: FOLDER_MODE });
    const name = await this.#freeName(`${title}.${stamp(this.#now())}.${reason}`);
    const [path = "", copyPath] = paths;
    await this.#put(path, name);
    if (copyPath !== undefined) await this.#put(copyPath, `${name}${COPY}`);
    // Only words: where there is no room for them, the name says what matters.
    await fs.writeFile(join(this.#folder, `${name}${WHAT}`), what, { mode: FILE_MODE }).catch(() => {});
    await syncFolder(this.#folder);
    this.#onDamage(name, what);
    await this.count();
    return name;
  }

  /** How many wait for a decision, as far as it was counted. */
  get known(): number {
    return this.#known;
  }

  /** Counts what waits for a decision. */
  async count(): Promise<void> {
    this.#known = (await this.list()).length;
  }

  /**
   * What waits for a decision, by name.
   * @param title only files of this title
   */
  async list(title?: string): Promise<DamagedFile[]> {
    const names = (await this.#names()).filter((name) => !name.endsWith(COPY) && !name.endsWith(WHAT));
    const wanted = names.filter((name) => title === undefined || name.startsWith(`${title}.`));
    return Promise.all(wanted.map(async (name) => ({ name, what: await this.#whatOf(name) })));
  }

  /** Adds to what a report says of a file which of its kind are kept aside. */
  async addTo(found: Verified, title: string): Promise<Verified> {
    return (await this.list(title)).reduce(
      (all, { name, what }) =>
        withProblem(all, `${what} (kept aside as damaged/${name} until an admin decides)`),
      found,
    );
  }

  /** Forgets a file: an admin has decided. False when there is none of this name. */
  async discard(name: string): Promise<boolean> {
    const own = [name, `${name}${COPY}`, `${name}${WHAT}`];
    const found = (await this.#names()).filter((other) => own.includes(other));
    for (const one of found) await fs.rm(join(this.#folder, one), { force: true });
    if (found.length > 0) await syncFolder(this.#folder);
    await this.count();
    return found.length > 0;
  }

  /** Deletes all that is kept of something which has to go. */
  async discardAll(title: string): Promise<void> {
    for (const { name } of await this.list(title)) await this.discard(name);
  }

  async #whatOf(name: string): Promise<string> {
    return fs.readFile(join(this.#folder, `${name}${WHAT}`), "utf8").catch(() => "it was damaged");
  }

  /** A file of its own name: as a second name where that works, which takes no room, and else as a copy. */
  async #put(path: string, name: string): Promise<void> {
    const kept = join(this.#folder, name);
    try {
      await fs.link(path, kept).catch(() => fs.copyFile(path, kept));
    } catch (error) {
      if (!isMissing(error)) throw error;
      await (await fs.open(kept, "wx", FILE_MODE)).close();
    }
  }

  async #freeName(wanted: string): Promise<string> {
    const taken = new Set(await this.#names());
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
    return name;
  }

  async #names(): Promise<string[]> {
    const names = await fs.readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return names.sort();
  }
}

/** A time (ms since 1970) as part of a file's name. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
}
