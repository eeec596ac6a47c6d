import { mkdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { parseJson } from "../../client/parse-json.ts";
import type { Disposable } from "../../primitives/disposable.ts";
import { isMissing } from "../../primitives/errno.ts";
import { MAX_TITLE_LENGTH } from "../../protocol/limits.ts";
import { ownShareLink } from "../../protocol/links.ts";
import { seenAudienceSchema, seenKindSchema } from "../../protocol/seen.ts";
import { tokenSchema } from "../../protocol/share.ts";
import { toldText } from "../../protocol/told-text.ts";
import { readRegularFile, SHORT_FILE_BYTES } from "../sources/regular-file.ts";
import { reportOnce } from "../sources/report-once.ts";
import type { Report, WatchFiles } from "../sources/session-source.ts";
import type { LocalShare } from "./local-share.ts";
import type { RecordStore } from "./record-store.ts";
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
  agentId: z.string().optional(),
  serviceUrl: z.url({ protocol: /^https?$/ }),
  shareUrl: z.url(),
  title: toldText(MAX_TITLE_LENGTH),
  directory: z.string(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  mode: seenKindSchema.optional(),
  audience: seenAudienceSchema.optional(),
  remindedOf: z.number().nullable().optional(),
  phase: z.enum(["starting", "shared", "ending"]),
}) satisfies z.ZodType<LocalShare>;

const wordsSchema = z.object({ audience: z.unknown(), mode: z.unknown() }).partial();

/** Keeps each record in a JSON file of its own, so that windows that change different shares never meet. */
export class RecordFiles implements RecordStore {
  readonly #deps: RecordFilesDeps;
  readonly #report: Report;
  /** As last read: what cannot be read for a moment is not gone. */
  readonly #last = new Map<string, LocalShare>();
  /** The words of a later version in them, which stay in the file. */
  readonly #words = new Map<string, z.infer<typeof wordsSchema>>();

  constructor(deps: RecordFilesDeps) {
    this.#deps = deps;
    this.#report = reportOnce(deps.report);
  }

  async readAll(): Promise<readonly LocalShare[]> {
    const records = await Promise.all((await this.#ids()).map((id) => this.read(id)));
    return records.filter((record) => record !== undefined);
  }

  /** A file that is no record is passed over and never touched. */
  async read(shareId: string): Promise<LocalShare | undefined> {
    const file = this.#file(shareId);
    let text: string;
    try {
      text = await readRegularFile(file, SHORT_FILE_BYTES);
    } catch (error) {
      if (isMissing(error)) this.#last.delete(shareId);
      else this.#report(`${file} cannot be read now: ${String(error)}`);
      return this.#last.get(shareId);
    }
    const { data, error } = recordSchema.safeParse(parseJson(text));
    if (error || data.shareId !== shareId) {
      const why = error ? "it is no share record" : "it is named after another share";
      this.#report(`${file} is passed over: ${why}`);
      return undefined;
    }
    const record = { ...data, shareUrl: ownShareLink(data.shareUrl, data) };
    this.#last.set(shareId, record);
    this.#words.set(shareId, wordsSchema.parse(parseJson(text)));
    return record;
  }

  write(record: LocalShare): Promise<void> {
    const { audience, mode } = this.#words.get(record.shareId) ?? {};
    const whole = {
      ...record,
      ...(record.audience === "unknown" ? { audience } : {}),
      ...(record.mode === "unknown" ? { mode } : {}),
    };
    return writeWhole(this.#file(record.shareId), `${JSON.stringify(whole, undefined, 2)}\n`);
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

  async #ids(): Promise<readonly string[]> {
    try {
      const names = (await readdir(this.#deps.folder)).filter((name) => name.endsWith(SUFFIX));
      const ids = new Set(names.map((name) => name.slice(0, -SUFFIX.length)));
      for (const id of this.#last.keys()) if (!ids.has(id)) this.#last.delete(id);
      return [...ids];
    } catch (error) {
      if (isMissing(error)) return [];
      this.#report(`The shares cannot be listed now: ${String(error)}`);
      return [...this.#last.keys()];
    }
  }

  #file(shareId: string): string {
    return path.join(this.#deps.folder, shareId + SUFFIX);
  }
}
