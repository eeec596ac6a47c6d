import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import type { Report } from "../../session-source.ts";
import { isV0Message, v0Contents } from "../mapping/v0-message.ts";
import { publicContents } from "../mapping/v1-content.ts";
import { mapLimited } from "../session/map-limited.ts";
import { findProjectFolder } from "./project-folder.ts";
import { isRefused, readJsonFile } from "./read-json-file.ts";
import {
  filesIn,
  idsIn,
  namesIn,
  type SessionFiles,
  type TreeFile,
  type TreeLayout,
  together,
} from "./tree-layout.ts";

/**
 * The folder `project` of opencode 0.x, whose files are replaced whole: a folder per project, named after the project's
 * own folder, and in it sessions, messages per session, and parts per message. In 0.1 the parts are in the messages.
 */
export class ProjectTree implements TreeLayout {
  readonly root: string;
  readonly projects: string;
  readonly glob = "*/storage/session/{info,message,part}/**/*.json";
  readonly #report: Report;
  /** The folder that a session's own messages name, by session. */
  readonly #directories = new Map<string, string>();
  /** The folder that a project's name stands for, by name. */
  readonly #projects = new Map<string, Promise<string | undefined>>();

  constructor(dataDir: string, report: Report) {
    this.root = join(dataDir, "project");
    this.projects = this.root;
    this.#report = report;
  }

  async sessionFolders(): Promise<readonly string[]> {
    return (await namesIn(this.root)).map((slug) => join(this.root, slug, "storage", "session", "info"));
  }

  /** A session does not say in which folder it works; its answers do, and else its project's name. */
  async describe(session: TreeFile): Promise<JsonObject> {
    const directory = (await this.#directoryInMessages(session)) ?? (await this.#directoryOfProject(session));
    return directory === undefined ? {} : { directory };
  }

  async contents(session: TreeFile): Promise<SessionFiles> {
    const sid = sessionIn(session);
    const messages = await filesIn(folderOf(session, "message"), (id) => messageKey(sid, id), this.#report);
    const parts = await mapLimited(messages.files, ({ key }) => {
      const path = parseKey(key);
      if (path?.kind !== "message") return Promise.resolve(together([]));
      const folder = join(folderOf(session, "part"), path.messageId);
      return filesIn(folder, (id) => partKey(sid, path.messageId, id), this.#report);
    });
    return together([messages, ...parts]);
  }

  contentsOf(path: KeyPath, stored: JsonObject): ReadonlyMap<string, Json> {
    return path.kind === "message" && isV0Message(stored)
      ? v0Contents(path, stored)
      : publicContents(path, stored);
  }

  sessionAt(path: string): string | undefined {
    return PATH.exec(path)?.[1];
  }

  async #directoryInMessages(session: TreeFile): Promise<string | undefined> {
    const sid = sessionIn(session);
    const known = this.#directories.get(sid);
    if (known !== undefined) return known;
    const folder = folderOf(session, "message");
    const ids = await idsIn(folder, (id) => messageKey(sid, id), this.#report).catch(noneWhenRefused);
    for (const id of [...ids].sort()) {
      const file = await readJsonFile(join(folder, `${id}.json`));
      const directory = file.found ? directoryIn(file.content) : undefined;
      if (directory === undefined) continue;
      this.#directories.set(sid, directory);
      return directory;
    }
    return undefined;
  }

  #directoryOfProject({ path }: TreeFile): Promise<string | undefined> {
    const slug = path.slice(this.root.length + 1).split(/[/\\]/)[0] ?? "";
    const known = this.#projects.get(slug) ?? findProjectFolder(slug);
    this.#projects.set(slug, known);
    return known;
  }
}

const PATH = /storage[/\\]session[/\\](?:info|message|part)[/\\]([^/\\]+?)(?:\.json$|[/\\]|$)/;

/** A folder that cannot be read says nothing; who reads the session hears why. */
function noneWhenRefused(error: unknown): readonly string[] {
  if (isRefused(error)) return [];
  throw error;
}

const sessionIn = ({ key }: TreeFile) => parseKey(key)?.sessionId ?? "";

/** The folder beside `info` that holds a session's messages or parts. */
const folderOf = (session: TreeFile, kind: "message" | "part") =>
  join(session.path, "..", "..", kind, sessionIn(session));

/** Where an answer was given. */
function directoryIn(message: JsonObject): string | undefined {
  const metadata = isJsonObject(message.metadata) ? message.metadata : {};
  const { path } = isJsonObject(metadata.assistant) ? metadata.assistant : message;
  const { cwd, root } = isJsonObject(path) ? path : {};
  return [cwd, root].find((folder) => typeof folder === "string" && folder !== "") as string | undefined;
}
