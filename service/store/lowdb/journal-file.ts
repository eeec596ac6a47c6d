import type { OpenFile } from "./files.ts";
import type { HandleSource } from "./handle-source.ts";
import type { JournalDamage } from "./journal-damage.ts";
import { seedOf } from "./journal-line.ts";
import { JournalLines } from "./journal-lines.ts";
import { JournalRewrite, type Rewritten } from "./journal-rewrite.ts";
import { JournalSeal } from "./journal-seal.ts";
import type { LineFile, NewLineFile } from "./line-file.ts";
import { loadJournal } from "./load-journal.ts";
import type { Begin } from "./replay-in-order.ts";
import { BEGINS, type RecordPlace } from "./scan-journal.ts";

export interface JournalFileOptions {
  readonly path: string;
  /** What the file is, e.g. `share <id>`. Lines count only under the name that they were written under. */
  readonly name: string;
  readonly open: OpenFile;
  /** A second file that gets every record, too, so that what is damaged in one is taken from the other. */
  readonly copyPath?: string | undefined;
  /** A third file that says how far the journal goes. */
  readonly sealPath?: string | undefined;
  /** The file may be made when it is not there; otherwise that is an error. */
  readonly mayBeNew: boolean;
  /** The number of a record that is known to have been written: one that is not there any more is lost. */
  readonly expects?: number | undefined;
}

const WRITE_BYTES = 1024 * 1024;

/**
 * A file of numbered records that only grows at its end; reads may run beside everything, the rest not for use by two
 * calls at once. Damage is found when it is opened, and costs the records that it has hit; nothing of it is mended
 * before `replace`.
 */
export class JournalFile {
  readonly #seed: number;
  /** The file, then its copy. */
  readonly #files: readonly [LineFile, ...LineFile[]];
  /** What was found when it was opened; undefined: nothing. */
  readonly damage: JournalDamage | undefined;
  /** Its form is that of an earlier version, and has no copy yet. */
  readonly isOld: boolean;
  readonly #seal: JournalSeal | undefined;
  #last: number;
  #rewrite: JournalRewrite | undefined;

  private constructor(
    seed: number,
    files: readonly [LineFile, ...LineFile[]],
    seal: JournalSeal | undefined,
    found: { readonly last: number; readonly isOld: boolean; readonly damage: JournalDamage | undefined },
  ) {
    this.#seed = seed;
    this.#files = files;
    this.#seal = seal;
    this.damage = found.damage;
    this.isOld = found.isOld;
    this.#last = found.last;
  }

  /**
   * Opens a journal and hands its records over in order; a torn end, which nobody was told of, is cut off.
   * @param begin gives what takes the records; called again when they have to be read anew in another order
   * @throws JournalMissingError
   */
  static async open(options: JournalFileOptions, begin: Begin): Promise<JournalFile> {
    const seed = seedOf(options.name);
    const { sealPath, open } = options;
    const { files, ...found } = await loadJournal({ ...options, seed }, begin);
    const seal = sealPath === undefined ? undefined : await JournalSeal.open(sealPath, seed, open);
    // A seal that tells of damage is what proves it: it stays until the journal is written anew.
    if (seal && !found.damage) await seal.set(found.last);
    await seal?.sync();
    return new JournalFile(seed, files, seal, found);
  }

  /** Length of the durable records, in bytes. */
  get size(): number {
    return this.#files[0].size;
  }

  /** The number of the last record; 0: there was none. */
  get lastSeq(): number {
    return this.#last;
  }

  /** Its durable bytes, as places say; of another file once it was replaced. */
  get source(): HandleSource {
    return this.#files[0].source;
  }

  /** Adds records, durably; answers where they are. When that fails, the file is cut back as far as the disk allows. */
  async append(records: readonly Uint8Array[]): Promise<RecordPlace[]> {
    const before = this.size;
    const lines = new JournalLines(this.#seed, this.#last, before);
    const bytes = Buffer.concat(records.map((record) => lines.add(record)));
    const done: [LineFile, number][] = [];
    try {
      for (const file of this.#files) {
        const { size } = file;
        await file.append(bytes);
        done.push([file, size]);
      }
    } catch (error) {
      for (const [file, size] of done) await file.cutTo(size).catch(() => undefined);
      throw error;
    }
    this.#last = lines.last;
    this.#rewrite?.add(lines.places);
    await this.#seal?.set(this.#last);
    return lines.places;
  }

  /**
   * Puts other records in the place of all, durably and at once; answers where they are.
   * Undefined, with nothing changed, when there is no room to write them.
   */
  async replace(
    records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<RecordPlace[] | undefined> {
    const lines = new JournalLines(this.#seed, this.#last, 0);
    const begun: NewLineFile[] = [];
    try {
      for (const file of this.#files) begun.push(await file.beginNew());
      await writeAll(begun, lines, records);
      for (const { file } of begun) await file.datasync();
    } catch {
      for (const file of begun) await file.discard();
      return undefined;
    }
    // The copy first: a file that ends where its copy begins was about to follow it.
    for (const [at, file] of [...this.#files.entries()].reverse()) {
      const written = begun[at];
      if (written) await (await file.replaceBy(written)).close();
    }
    this.#last = lines.last;
    await this.#seal?.set(this.#last);
    return lines.places.slice(1);
  }

  /**
   * Begins to write it anew: what is added from now on will follow what is written. One at a time, and only for a
   * journal without a copy.
   */
  beginRewrite(): JournalRewrite {
    this.#rewrite = new JournalRewrite(this.#files[0], new JournalLines(this.#seed, this.#last, 0));
    return this.#rewrite;
  }

  /**
   * Puts what was written anew in its place, durably and at once; answers where the records are now, and the file as it
   * was, which is to be closed when nobody reads it any more. Undefined, with nothing changed, when there is no room.
   */
  async finishRewrite(): Promise<(Rewritten & { readonly old: HandleSource }) | undefined> {
    const rewrite = this.#rewrite;
    this.#rewrite = undefined;
    const finished = await rewrite?.finish().catch(() => rewrite.discard());
    if (!rewrite || !finished) return undefined;
    const old = await this.#files[0].replaceBy(finished.file);
    this.#last = rewrite.last;
    return { ...finished.written, old };
  }

  /** Gives up what was begun. */
  async discardRewrite(): Promise<void> {
    const rewrite = this.#rewrite;
    this.#rewrite = undefined;
    await rewrite?.discard();
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
    await this.#seal?.close();
  }
}

async function writeAll(
  files: readonly NewLineFile[],
  lines: JournalLines,
  records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  let waiting: Buffer[] = [lines.add(BEGINS)];
  let bytes = 0;
  const flush = async () => {
    const all = Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
    for (const file of files) await file.write(all);
  };
  for await (const record of records) {
    const line = lines.add(record);
    waiting.push(line);
    bytes += line.length;
    if (bytes >= WRITE_BYTES) await flush();
  }
  await flush();
}
