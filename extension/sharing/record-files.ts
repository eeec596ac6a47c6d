import { mkdirSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { audienceSchema, shareModeSchema, tokenSchema } from "../../protocol/share.ts";
import { reportOnce } from "../sources/report-once.ts";
import type { Disposable, Report, WatchFiles } from "../sources/session-source.ts";
import type { RecordStore, ShareRecord } from "./share-registry.ts";
import { writeWhole } from "./write-file.ts";

export interface RecordFilesDeps {
  /** Made when it is not there. */
  readonly folder: string;
  readonly watchFiles: WatchFiles;
  /** Hears, once each, which files are passed over and why. */
  readonly report: Report;
}

const SUFFIX = ".json";

/** What a record must have; what else a file holds stays in it. */
const recordSchema = z.looseObject({
  shareId: tokenSchema,
  sessionId: z.string(),
  serviceUrl: z.url(),
  shareUrl: z.url(),
  title: z.string(),
  directory: z.string(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  mode: shareModeSchema.optional(),
  audience: audienceSchema.optional(),
  remindedOf: z.number().nullable().optional(),
  phase: z.enum(["starting", "shared", "ending"]),
}) satisfies z.ZodType<ShareRecord>;

/** Keeps each record in a JSON file of its own, so that windows that change different shares never meet. */
export class RecordFiles implements RecordStore {
  readonly #deps: RecordFilesDeps;
  readonly #report: Report;

  constructor(deps: RecordFilesDeps) {
    this.#deps = deps;
    this.#report = reportOnce(deps.report);
  }

  async readAll(): Promise<readonly ShareRecord[]> {
    const names = await readdir(this.#deps.folder).catch((error: unknown) => {
      if (!isMissing(error)) this.#report(`The shares cannot be listed: ${String(error)}`);
      return [];
    });
    const ids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    const records = await Promise.all(ids.map((id) => this.read(id)));
    return records.filter((record) => record !== undefined);
  }

  /** A file that is no record is passed over and never touched. */
  async read(shareId: string): Promise<ShareRecord | undefined> {
    try {
      const record = recordSchema.parse(JSON.parse(await readFile(this.#file(shareId), "utf8")));
      if (record.shareId === shareId) return record;
      this.#report(`${this.#file(shareId)} is passed over: it is named after another share`);
    } catch (error) {
      if (!isMissing(error)) this.#report(`${this.#file(shareId)} is passed over: it is no share record`);
    }
    return undefined;
  }

  write(record: ShareRecord): Promise<void> {
    return writeWhole(this.#file(record.shareId), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  remove(shareId: string): Promise<void> {
    return rm(this.#file(shareId), { force: true });
  }

  async check(): Promise<void> {
    const probe = path.join(this.#deps.folder, "probe");
    await writeWhole(probe, "");
    await rm(probe, { force: true });
  }

  watch(onDidChange: () => void): Disposable {
    // A folder that is not there yet is watched at a cost; that it cannot be made, a write will tell.
    try {
      mkdirSync(this.#deps.folder, { recursive: true, mode: 0o700 });
    } catch {}
    return this.#deps.watchFiles(this.#deps.folder, `*${SUFFIX}`, onDidChange);
  }

  #file(shareId: string): string {
    return path.join(this.#deps.folder, shareId + SUFFIX);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
