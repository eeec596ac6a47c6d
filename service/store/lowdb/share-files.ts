import * as fs from "node:fs/promises";
import { basename, join } from "node:path";
import { isMissing } from "../../../primitives/errno.ts";
import { ContentsRemainError, StoreUnavailableError } from "../errors.ts";
import { referenceOf } from "../reference.ts";
import type { Verified } from "../verified.ts";
import { ContentRemoval, type RemoveFile } from "./content-removal.ts";
import type { DamagedFiles } from "./damaged-files.ts";
import { type OpenFile, removeFile, syncFolder } from "./files.ts";
import type { CompactionLimits, JournalOptions } from "./journal-adapter.ts";
import type { JournalDamage } from "./journal-damage.ts";
import { LineFile } from "./line-file.ts";

export interface ShareFilesDeps {
  /** Where the journals of all shares are. */
  readonly folder: string;
  readonly open: OpenFile;
  readonly removeFile?: RemoveFile | undefined;
  readonly damaged: DamagedFiles;
  readonly compaction?: CompactionLimits | undefined;
  /** Lets nobody but its owner and admins read a share, durably. */
  readonly close: (shareId: string, damage: string) => Promise<void>;
}

/** Most that the first record of a share takes, in bytes. */
const HEAD_BYTES = 8 * 1024;

/** The files that shares are in, `<id>.jsonl`: how they are made, opened, found damaged and deleted. */
export class ShareFiles {
  readonly #deps: ShareFilesDeps;
  readonly #removal: ContentRemoval;

  constructor(deps: ShareFilesDeps) {
    this.#deps = deps;
    const { removeFile: remove = removeFile, damaged } = deps;
    this.#removal = new ContentRemoval(async (path) => {
      await remove(path);
      await damaged.discardAll(titleOf(idOf(basename(path))));
    });
  }

  path(shareId: string): string {
    return join(this.#deps.folder, `${shareId}.jsonl`);
  }

  /** A new share has its file before anything else; one that is missing later is never made again. */
  async create(shareId: string): Promise<void> {
    try {
      await (await LineFile.create(this.path(shareId), this.#deps.open)).close();
    } catch (cause) {
      throw new StoreUnavailableError("a data file cannot be made", { cause });
    }
  }

  /**
   * How to open a share's journal. One of which records are lost is closed before anybody reads it.
   * @param written `JournalFileOptions.expects`
   */
  journal(shareId: string, written: number | undefined): JournalOptions {
    return {
      path: this.path(shareId),
      name: journalName(shareId),
      open: this.#deps.open,
      mayBeNew: false,
      compaction: this.#deps.compaction,
      expects: written,
      keepAside: (damage) => this.closeDamaged(shareId, damage),
    };
  }

  /** Keeps a damaged journal aside, and closes the share if something of it is lost; answers the name of the damage. */
  async closeDamaged(shareId: string, damage: JournalDamage): Promise<string> {
    const name = await this.#deps.damaged.keep(titleOf(shareId), [this.path(shareId)], damage);
    if (damage.lostUpTo > 0) await this.#deps.close(shareId, name);
    return name;
  }

  /** Size of a share's file, in bytes; undefined: there is none. */
  async size(shareId: string): Promise<number | undefined> {
    try {
      return (await fs.stat(this.path(shareId))).size;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw new StoreUnavailableError("a data file cannot be read", { cause });
    }
  }

  /** Deletes all that is kept of a share's contents. @throws ContentsRemainError */
  async remove(shareId: string): Promise<void> {
    try {
      await this.#removal.remove(this.path(shareId));
      // Where the file could only be emptied, what is kept aside of it may still go.
      await this.#deps.damaged.discardAll(titleOf(shareId));
    } catch (cause) {
      throw new ContentsRemainError({ cause });
    }
  }

  /**
   * Finishes what a crash cut short: files of shares that have ended, what is kept aside of them, and rewritten journals
   * not yet in place.
   */
  async removeLeftovers(ended: ReadonlySet<string>): Promise<void> {
    const { folder } = this.#deps;
    const names = await fs.readdir(folder);
    const drafts = names.filter((name) => name.endsWith(".new"));
    for (const name of drafts) await fs.rm(join(folder, name), { force: true });
    if (drafts.length > 0) await syncFolder(folder);
    const left = new Set(names.map(idOf));
    for (const shareId of await this.#keptAside(ended)) left.add(shareId);
    for (const shareId of left) if (ended.has(shareId)) await this.remove(shareId).catch(() => undefined);
  }

  /** Which of these shares have a damaged file that is kept aside. Mostly none has, and nothing is looked for. */
  async #keptAside(shareIds: ReadonlySet<string>): Promise<string[]> {
    const names = (await this.#deps.damaged.list()).map(({ name }) => name);
    const titles = new Set(names.map((name) => name.split(".", 1)[0]));
    if (![...titles].some((title) => title?.startsWith(TITLE))) return [];
    return [...shareIds].filter((shareId) => titles.has(titleOf(shareId)));
  }

  /**
   * Ids of files that no share is known for: their records in the index are lost. What a crash left of a share that
   * was never made is none.
   */
  async strangers(isKnown: (shareId: string) => boolean): Promise<string[]> {
    const found: string[] = [];
    for (const shareId of await this.ids())
      if (!isKnown(shareId) && (await this.#hasContents(shareId))) found.push(shareId);
    return found;
  }

  /** Ids of all files that there are. */
  async ids(): Promise<string[]> {
    return (await fs.readdir(this.#deps.folder)).filter((name) => name.endsWith(".jsonl")).map(idOf);
  }

  async #hasContents(shareId: string): Promise<boolean> {
    const size = (await this.size(shareId)) ?? 0;
    if (size > HEAD_BYTES) return true;
    const text = await fs.readFile(this.path(shareId), "latin1").catch(() => "");
    return text.split("\n").filter((line) => line !== "").length > 1;
  }

  /** True while contents of an ended share wait to be deleted. */
  remains(shareId: string): boolean {
    return this.#removal.isPending(this.path(shareId));
  }

  /** Adds to a report what is kept aside of a share. */
  addDamage(found: Verified, shareId: string): Promise<Verified> {
    return this.#deps.damaged.addTo(found, titleOf(shareId));
  }

  close(): void {
    this.#removal.close();
  }
}

/** `JournalFileOptions.name` of a share's journal. */
export function journalName(shareId: string): string {
  return `share ${shareId}`;
}

function idOf(name: string): string {
  return name.replace(/\.jsonl$/, "");
}

const TITLE = "share-";

/** What a damaged journal of a share is kept aside as: its id would be a key to it. */
function titleOf(shareId: string): string {
  return TITLE + referenceOf(shareId);
}
