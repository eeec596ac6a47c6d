import * as z from "zod";
import type { Json } from "./json.ts";
import { keySchema, parseKey } from "./keys.ts";
import { MAX_APPEND_NAME_LENGTH, MAX_APPEND_PATH } from "./limits.ts";

/** Text added at the end of a string inside a content: `at` is that string's length so far, in UTF-16 units. */
export interface TextAppend {
  readonly path: readonly string[];
  readonly at: number;
  readonly text: string;
}

/** One change of a share, with contents in the representation `C`: parsed JSON on the wire, JSON text in a store. */
export type EntryOf<C> =
  | { readonly key: string; readonly content: C }
  | { readonly key: string; readonly append: TextAppend }
  | { readonly key: string; readonly deleted: true };

/** An entry as it travels. */
export type Entry = EntryOf<Json>;

const appendSchema = z.object({
  path: z.array(z.string().max(MAX_APPEND_NAME_LENGTH)).min(1).max(MAX_APPEND_PATH),
  at: z.int().min(0),
  text: z.string(),
});

/** Content is opaque here: any JSON is kept as it came. */
const contentSchema = z.custom<Json>((value) => value !== undefined, "content is missing");

const absent = z.never().optional();

/** An entry has one form. Fields beside it are left out: a new one never changes what the form says. */
export const entrySchema = z.union([
  z.object({ key: keySchema, append: appendSchema, deleted: absent, content: absent }),
  z.object({ key: keySchema, deleted: z.literal(true), append: absent, content: absent }),
  z.object({ key: keySchema, content: contentSchema, append: absent, deleted: absent }),
]) as z.ZodType<Entry>;
/** What every version calls an entry: it is about a key, of whichever kind. */
const anyEntrySchema = z.object({ key: z.string().regex(/^session\/[a-z][a-z-]*(?:\/[A-Za-z0-9_-]+)+$/) });

/**
 * Entries as a reader takes them, without those under keys of a kind that this version does not know. `later`: one has a
 * form that it does not know, so nobody can say what the share holds. Undefined: these are no entries.
 */
export function readEntries(values: readonly unknown[]): Entry[] | "later" | undefined {
  const entries: Entry[] = [];
  let isLater = false;
  for (const value of values) {
    const key = anyEntrySchema.safeParse(value).data?.key;
    if (key === undefined) return undefined;
    if (parseKey(key) === undefined) continue;
    const { data } = entrySchema.safeParse(value);
    if (data) entries.push(data);
    else isLater = true;
  }
  return isLater ? "later" : entries;
}

/** An append met a content that it does not continue; the sender must send the whole content. */
export class AppendMismatchError extends Error {
  readonly key: string;

  constructor(key: string) {
    super(`the text to append does not continue ${key}`);
    this.name = "AppendMismatchError";
    this.key = key;
  }
}

/** How to append to a content of representation `C`; undefined when it does not fit. */
export type AppendTo<C> = (content: C, append: TextAppend) => C | undefined;

/** What a batch does to the contents: the new content by key, undefined for removed. */
export type Changes<C> = ReadonlyMap<string, C | undefined>;

/**
 * The changes that a batch makes to `contents`, which it leaves as they are; all or nothing.
 * Deleting a key that is not there changes nothing.
 * @throws AppendMismatchError when an append does not continue the text that is there
 */
export function applyEntries<C>(
  contents: ReadonlyMap<string, C>,
  entries: Iterable<EntryOf<C>>,
  appendTo: AppendTo<C>,
): Changes<C> {
  const changes = new Map<string, C | undefined>();
  for (const entry of entries) changes.set(entry.key, contentAfter(entry));
  return changes;

  function contentAfter(entry: EntryOf<C>): C | undefined {
    if ("content" in entry) return entry.content;
    if ("deleted" in entry) return undefined;
    const before = changes.has(entry.key) ? changes.get(entry.key) : contents.get(entry.key);
    const after = before === undefined ? undefined : appendTo(before, entry.append);
    if (after === undefined) throw new AppendMismatchError(entry.key);
    return after;
  }
}

/** Makes the changes happen in `contents`. */
export function commitChanges<C>(contents: Map<string, C>, changes: Changes<C>): void {
  for (const [key, content] of changes) {
    if (content === undefined) contents.delete(key);
    else contents.set(key, content);
  }
}

/** Appends inside parsed JSON, sharing all untouched branches; undefined when the path ends in no such text. */
export function appendToJson(content: Json, { path, at, text }: TextAppend): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined)
    return typeof content === "string" && content.length === at ? content + text : undefined;
  if (typeof content !== "object" || content === null || !Object.hasOwn(content, name)) return undefined;
  const branch = (content as { [name: string]: Json })[name];
  const grown = branch === undefined ? undefined : appendToJson(branch, { path: rest, at, text });
  if (grown === undefined) return undefined;
  return Object.assign(Array.isArray(content) ? [...content] : { ...content }, { [name]: grown });
}

/** The same inside JSON text, as stores keep it. */
export function appendToText(content: string, append: TextAppend): string | undefined {
  const grown = appendToJson(JSON.parse(content) as Json, append);
  return grown === undefined ? undefined : JSON.stringify(grown);
}
