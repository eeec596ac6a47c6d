import type { Stats } from "node:fs";
import { sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Sequencer } from "../../../../primitives/sequencer.ts";
import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import { infoKey, parseKey } from "../../../../protocol/keys.ts";
import { MAX_TITLE_LENGTH } from "../../../../protocol/limits.ts";
import { storedTime } from "../../../../protocol/time.ts";
import { cutText } from "../../../../protocol/told-text.ts";
import type { Report, SessionSummary } from "../../session-source.ts";
import { OPENCODE } from "../session/agent-id.ts";
import { lastWrittenFirst, type Place, placeAt, versionOf } from "../session/file-version.ts";
import { mapLimited } from "../session/map-limited.ts";
import { type Undone, undoneIn } from "../session/undone.ts";
import { isRefused, readJsonFile } from "./read-json-file.ts";
import { idsIn, statsAt, type TreeFile, type TreeLayout } from "./tree-layout.ts";

/** A session as the index knows it. */
export interface IndexedSession {
  readonly file: TreeFile;
  /** What is known of it beside its file. */
  readonly more: JsonObject;
  /** Undefined while its file has never been readable. */
  readonly summary: SessionSummary | undefined;
  readonly undone?: Undone | undefined;
}

interface FoundFile {
  readonly id: string;
  readonly path: string;
  readonly stats: Stats;
}

/** How many sessions are read before the first are told of; then twice as many, and so on. */
const FIRST_SOME = 500;
/** How long reading rests after the first, ms: whoever shows them needs this process, too. */
const SHOW_MS = 50;

interface Folder extends Place {
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Which sessions a tree has, and which one started which: only a session's own file names its parent. Names are looked
 * up anew each time, which is cheap; files that were read are read again when they are seen to have changed.
 */
export class SessionIndex {
  readonly #layout: TreeLayout;
  readonly #report: Report;
  readonly #sessions = new Map<string, IndexedSession>();
  /** Those whose file was written since it was read. */
  readonly #changed = new Set<string>();
  #folders = new Map<string, Folder>();
  #projects: Place;
  /** Refreshes run one after the other: each sees what was there when it was asked for. */
  readonly #sequencer = new Sequencer();

  constructor(layout: TreeLayout, report: Report) {
    this.#layout = layout;
    this.#report = report;
    this.#projects = { path: layout.projects, version: undefined };
  }

  /** What shows when a session comes, goes or changes, as it was looked up last. */
  places(): readonly Place[] {
    const files = [...this.#sessions.values()].map(({ file }) => file);
    return [this.#projects, ...this.#folders.values(), ...lastWrittenFirst(files)];
  }

  /** All sessions as they are now. Of many, `onSome` hears meanwhile of those read so far, the last written first. */
  all(onSome?: (sessions: readonly IndexedSession[]) => void): Promise<readonly IndexedSession[]> {
    return this.#sequencer.run(async () => {
      const paths = await this.#paths();
      const looked = await mapLimited([...paths], ([id, path]) =>
        this.#unlessRefused(path, () => this.#find(id, path)),
      );
      const files = looked.filter((file) => file !== undefined);
      files.sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs);
      const found: IndexedSession[] = [];
      for (let from = 0, to = FIRST_SOME; from < files.length; from = to, to *= 2) {
        found.push(...(await mapLimited(files.slice(from, to), (file) => this.#take(file))));
        if (!onSome || to >= files.length) continue;
        onSome(found);
        if (from === 0) await delay(SHOW_MS);
      }
      return found;
    });
  }

  /** A session as it is now, followed by those below it. Empty when there is no such session. */
  sessionTree(rootId: string): Promise<readonly IndexedSession[]> {
    return this.#sequencer.run(async () => {
      const paths = await this.#paths();
      const unknown = [...paths].filter(([id]) => !this.#sessions.has(id) || this.#changed.has(id));
      await mapLimited(unknown, ([id, path]) => this.#unlessRefused(path, () => this.#look(id, path)));
      return this.#collect(rootId, paths);
    });
  }

  /** The session and those above it; undefined while it is not known where it belongs. */
  lineOf(sessionId: string): readonly string[] | undefined {
    const line: string[] = [];
    for (let id: string | undefined = sessionId; id !== undefined && !line.includes(id); ) {
      const summary: SessionSummary | undefined = this.#sessions.get(id)?.summary;
      if (!summary) return line.length === 0 ? undefined : line;
      line.push(id);
      id = summary.parentId;
    }
    return line;
  }

  /** Something was written at `path`, which belongs to the session. */
  noteChange(sessionId: string, path: string): void {
    if (this.#sessions.get(sessionId)?.file.path === path) this.#changed.add(sessionId);
  }

  /** Looks again at each session that it takes, so that one which has another parent now is left out. */
  async #collect(rootId: string, paths: ReadonlyMap<string, string>): Promise<readonly IndexedSession[]> {
    const children = this.#childrenByParent();
    const wanted = new Map<string, string | undefined>([[rootId, undefined]]);
    const members: IndexedSession[] = [];
    for (const [id, parentId] of wanted) {
      const path = paths.get(id);
      const session = path === undefined ? undefined : await this.#look(id, path);
      if (!session || (parentId !== undefined && session.summary?.parentId !== parentId)) continue;
      members.push(session);
      for (const childId of children.get(id) ?? []) if (!wanted.has(childId)) wanted.set(childId, id);
    }
    return members;
  }

  #childrenByParent(): ReadonlyMap<string, readonly string[]> {
    const children = new Map<string, string[]>();
    for (const [id, { summary }] of this.#sessions) {
      if (summary?.parentId === undefined) continue;
      const siblings = children.get(summary.parentId);
      if (siblings) siblings.push(id);
      else children.set(summary.parentId, [id]);
    }
    return children;
  }

  async #look(id: string, path: string): Promise<IndexedSession | undefined> {
    const file = this.#find(id, path);
    return file && this.#take(file);
  }

  /** A session's file; one that is written from now on has changed. */
  #find(id: string, path: string): FoundFile | undefined {
    this.#changed.delete(id);
    const stats = statsAt(path);
    if (stats) return { id, path, stats };
    this.#sessions.delete(id);
    return undefined;
  }

  /** Reads a session's file unless it is as it was. */
  async #take({ id, path, stats }: FoundFile): Promise<IndexedSession> {
    const file = { key: infoKey(id), path, version: versionOf(stats) };
    const known = this.#sessions.get(id);
    const more = await this.#layout.describe(file);
    const isKnown = known?.file.version === file.version && known?.file.path === path;
    const isSame =
      isKnown && file.version !== undefined && JSON.stringify(known.more) === JSON.stringify(more);
    const read = isSame ? undefined : await readSession(id, path, more);
    const session = { file, more, summary: known?.summary, undone: known?.undone, ...read };
    this.#sessions.set(id, session);
    return session;
  }

  /** Where the sessions' files are. Folders that are as they were are not listed again. */
  async #paths(): Promise<ReadonlyMap<string, string>> {
    this.#projects = placeAt(this.#layout.projects);
    const folders = await this.#layout.sessionFolders();
    const listed = await mapLimited(folders, (folder) => this.#list(folder));
    this.#folders = new Map(folders.map((folder, index) => [folder, listed[index] as Folder]));
    const paths = new Map<string, string>();
    for (const { paths: more } of listed)
      for (const [id, path] of more) if (!paths.has(id)) paths.set(id, path);
    for (const id of this.#sessions.keys()) if (!paths.has(id)) this.#sessions.delete(id);
    return paths;
  }

  async #list(folder: string): Promise<Folder> {
    const { version } = placeAt(folder);
    const known = this.#folders.get(folder);
    if (known && version !== undefined && known.version === version) return known;
    const ids = await this.#unlessRefused(folder, () => idsIn(folder, infoKey, this.#report));
    // What was in it is not gone: nobody can tell.
    if (!ids) return { path: folder, version: undefined, paths: known?.paths ?? new Map() };
    return { path: folder, version, paths: new Map(ids.map((id) => [id, [folder, `${id}.json`].join(sep)])) };
  }

  /** One file or folder that the system keeps to itself takes no other from the list. */
  async #unlessRefused<T>(path: string, look: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await look();
    } catch (error) {
      if (!isRefused(error)) throw error;
      this.#report(`${path} is left out: it cannot be read (${error.code}); check its permissions.`);
      return undefined;
    }
  }
}

async function readSession(id: string, path: string, more: JsonObject) {
  const file = await readJsonFile(path);
  if (!file.found) return undefined;
  return { summary: summaryOf(id, { ...more, ...file.content }), undone: undoneIn(file.content) };
}

function summaryOf(id: string, { title, directory, parentID, time }: JsonObject): SessionSummary {
  const { created, updated } = isJsonObject(time) ? time : {};
  return {
    id,
    agentId: OPENCODE,
    title: typeof title === "string" ? cutText(title, MAX_TITLE_LENGTH) : "",
    directory: typeof directory === "string" ? directory : "",
    parentId: typeof parentID === "string" && parseKey(infoKey(parentID)) ? parentID : undefined,
    createdAt: storedTime(created),
    updatedAt: storedTime(updated) || storedTime(created),
  };
}
