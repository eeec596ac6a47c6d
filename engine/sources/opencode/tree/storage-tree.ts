import { join } from "node:path";
import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import type { Report } from "../../session-source.ts";
import { publicContents } from "../mapping/v1-content.ts";
import { mapLimited } from "../session/map-limited.ts";
import {
  filesIn,
  namesIn,
  type SessionFiles,
  type TreeFile,
  type TreeLayout,
  together,
} from "./tree-layout.ts";

/**
 * The folder `storage` of opencode 1.0 and 1.1, whose files are rewritten in place: a folder of sessions per project, of
 * messages per session, of parts per message.
 */
export class StorageTree implements TreeLayout {
  readonly root: string;
  readonly projects: string;
  readonly glob = "{session,message,part}/**/*.json";
  readonly #report: Report;
  /** Which session a message belongs to: the path of a part does not say. */
  readonly #sessionOfMessage = new Map<string, string>();

  constructor(dataDir: string, report: Report) {
    this.root = join(dataDir, "storage");
    this.projects = join(this.root, "session");
    this.#report = report;
  }

  async sessionFolders(): Promise<readonly string[]> {
    return (await namesIn(this.projects)).map((project) => join(this.projects, project));
  }

  /** Sessions say everything themselves. */
  async describe(): Promise<JsonObject> {
    return {};
  }

  async contents({ key }: TreeFile): Promise<SessionFiles> {
    const sessionId = parseKey(key)?.sessionId ?? "";
    const folder = join(this.root, "message", sessionId);
    const messages = await filesIn(folder, (id) => messageKey(sessionId, id), this.#report);
    const parts = await mapLimited(messages.files, (message) => this.#partsOf(message));
    return together([messages, ...parts]);
  }

  contentsOf(path: KeyPath, stored: JsonObject): ReadonlyMap<string, Json> {
    return publicContents(path, stored);
  }

  sessionAt(path: string): string | undefined {
    const [, kind, folder = "", file] = PATH.exec(path) ?? [];
    if (kind === "session") return file;
    return kind === "message" ? folder : this.#sessionOfMessage.get(folder);
  }

  #partsOf({ key }: TreeFile): Promise<SessionFiles> {
    const path = parseKey(key);
    if (path?.kind !== "message") return Promise.resolve(together([]));
    const { sessionId, messageId } = path;
    this.#sessionOfMessage.set(messageId, sessionId);
    const folder = join(this.root, "part", messageId);
    return filesIn(folder, (id) => partKey(sessionId, messageId, id), this.#report);
  }
}

/** A file, or the folder of a session's messages or of a message's parts. */
const PATH = /(session|message|part)[/\\]([^/\\]+)(?:[/\\]([^/\\]+)\.json)?$/;
