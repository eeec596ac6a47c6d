import { readEntries } from "../protocol/entries.ts";
import { MAX_SNAPSHOT_BYTES } from "../protocol/limits.ts";
import { routes } from "../protocol/routes.ts";
import { NDJSON } from "../protocol/snapshot.ts";
import type { Manifest } from "../protocol/sync.ts";
import type { Answers } from "./answers.ts";
import { type BodyLimit, readLines, readText } from "./bounded-body.ts";
import { fitEntries } from "./fit-entries.ts";
import { LARGE_TEXT, type OpenedText, openLarge, type ParseLarge, readEntryTexts } from "./large-text.ts";
import { readKeys } from "./manifest-keys.ts";
import { parseJson } from "./parse-json.ts";
import { readSnapshot, type SnapshotListener } from "./snapshot-lines.ts";

/** What one service's answers say that may be many MB. Throws as `Answers`, or the signal's reason. */
export class LargeAnswers {
  readonly #answers: Answers;
  readonly #parseLarge: ParseLarge | undefined;

  constructor(answers: Answers, parseLarge: ParseLarge | undefined) {
    this.#answers = answers;
    this.#parseLarge = parseLarge;
  }

  async manifest(response: Response, limit: BodyLimit, signal: AbortSignal | undefined): Promise<Manifest> {
    const opened = await this.#opened(await readText(response, limit), "keys", signal);
    const manifest = this.#answers.checked(routes.readManifest.seen, opened.head);
    if (!opened.items) return manifest;
    return { ...manifest, keys: (await readKeys(opened.items)) ?? this.#answers.refuse() };
  }

  /** A share in either form, told as it comes; a line of it may be as large as another answer. */
  async share(
    response: Response,
    limit: BodyLimit,
    listener: SnapshotListener,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const wide = { ...limit, maxBytes: MAX_SNAPSHOT_BYTES };
    const taken = response.headers.get("content-type")?.startsWith(NDJSON)
      ? await readSnapshot(readLines(response, wide, limit.maxBytes), this.#parseLarge, listener)
      : await this.#wholeShare(await readText(response, limit), listener, signal);
    if (taken === "later") this.#answers.refuseLater();
    if (!taken) this.#answers.refuse();
  }

  async #wholeShare(
    text: string,
    listener: SnapshotListener,
    signal: AbortSignal | undefined,
  ): Promise<"whole" | "later" | undefined> {
    const opened = await this.#opened(text, "entries", signal);
    const { entries: values, ...head } = this.#answers.checked(routes.readShare.seen, opened.head);
    const entries = opened.items
      ? await readEntryTexts(opened.items, this.#parseLarge)
      : fitted(readEntries(values));
    if (typeof entries !== "object") return entries;
    listener.onHead(head);
    listener.onEntries(entries, false);
    return "whole";
  }

  /** A large text is read item by item where something else can parse what is large in it. */
  async #opened(text: string, name: string, signal: AbortSignal | undefined): Promise<OpenedText> {
    return this.#parseLarge && text.length > LARGE_TEXT
      ? openLarge(text, name, this.#parseLarge, signal)
      : { head: parseJson(text), items: undefined };
  }
}

const fitted = (entries: ReturnType<typeof readEntries>) =>
  typeof entries === "object" ? fitEntries(entries) : entries;
