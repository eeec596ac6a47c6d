import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../protocol/json.ts";
import { copySession } from "./copy-session.ts";
import { fileNameOf } from "./file-name.ts";
import { findOpencode, type Generation, type Opencode, type SearchPlaces } from "./find-opencode.ts";
import type { IdPorts } from "./opencode-ids.ts";
import { findProjectId } from "./project-id.ts";
import { importArguments, importFileText, importWithOpencode } from "./run-import.ts";
import type { SessionCopy } from "./session-copy.ts";
import { writeToTree } from "./tree-writer.ts";
import { toV1Export } from "./v1-export.ts";

/** A shared session, and the workspace that a copy of it shall belong to. */
export interface ImportRequest {
  /** The share's contents by key. */
  readonly contents: ReadonlyMap<string, Json>;
  readonly sessionId: string;
  /** Absolute path of the workspace. */
  readonly directory: string;
  /** opencode's data folder, and the database that it uses, or would use. */
  readonly dataDir: string;
  readonly databasePath: string;
}

/** How a copy gets to opencode. */
export type ImportWay =
  | { readonly kind: "opencode"; readonly opencode: Opencode }
  | { readonly kind: "tree"; readonly storagePath: string }
  | { readonly kind: "file"; readonly generation: Generation };

/** What an import will do; nothing has been done yet. */
export interface ImportPlan {
  readonly way: ImportWay;
  readonly copy: SessionCopy;
  /** What will happen, for people: to be confirmed before `runImport`. */
  readonly sentence: string;
  /** Who wrote it, and what to mind: to be shown with the sentence, always. */
  readonly warning: string;
}

export interface ImportPorts extends IdPorts, SearchPlaces {
  /** Asks where to save the import file; undefined when the person changed their mind. */
  chooseFile(suggestedName: string): Promise<string | undefined>;
  /** Awaited before a session of this id can be in the storage: opencode takes the id that an import file names. */
  beforeWritten(sessionId: string): Promise<void>;
}

export type ImportResult =
  | { readonly kind: "imported"; readonly sessionId: string }
  | { readonly kind: "saved"; readonly path: string; readonly command: string }
  | { readonly kind: "cancelled" };

const WARNING =
  "Its text, and what its tools answered, come from someone else. Read it before you let an agent go on with it.";

/**
 * Decides how a shared session gets into the workspace's opencode: through its binary, into its JSON tree, or as a
 * file for a person to import.
 * @throws NothingToImportError when the share holds no session with messages
 */
export async function planImport(request: ImportRequest, ports: ImportPorts): Promise<ImportPlan> {
  const { contents, sessionId, directory } = request;
  const storagePath = join(request.dataDir, "storage");
  const target = { directory, projectId: await findProjectId(directory, storagePath) };
  const copy = copySession(contents, sessionId, target, ports);
  const way = await chooseWay(request.databasePath, storagePath, ports);
  const reason = way.kind === "file" ? "No opencode that can import was found here. " : "";
  return { way, copy, sentence: reason + describeWay(way, copy), warning: describeLoss(copy) + WARNING };
}

/**
 * Carries out a plan that a person has confirmed.
 * @throws ImportFailedError when opencode refuses the copy; `planFile` then still leads to a file
 */
export async function runImport(
  plan: ImportPlan,
  ports: ImportPorts,
  signal?: AbortSignal,
): Promise<ImportResult> {
  const { way, copy } = plan;
  await ports.beforeWritten(copy.session.id);
  switch (way.kind) {
    case "opencode":
      return { kind: "imported", sessionId: await importWithOpencode(way.opencode, copy, ports.env, signal) };
    case "tree":
      await writeToTree(way.storagePath, toV1Export(copy));
      return { kind: "imported", sessionId: copy.session.id };
    case "file":
      return saveFile(copy, way.generation, ports);
    default:
      return way satisfies never;
  }
}

/** What is not in the copy, as a sentence before others; "" when nothing is missing. */
function describeLoss({ unreadable }: SessionCopy): string {
  if (unreadable === 0) return "";
  return unreadable === 1
    ? "One message cannot be read and is left out. "
    : `${unreadable} messages cannot be read and are left out. `;
}

/** The same import as a file, for when the first way failed. */
export function planFile(plan: ImportPlan): ImportPlan {
  const generation = plan.way.kind === "opencode" ? plan.way.opencode.generation : "1.x";
  const way = { kind: "file", generation } as const;
  return { ...plan, way, sentence: describeWay(way, plan.copy) };
}

async function chooseWay(
  databasePath: string,
  storagePath: string,
  places: SearchPlaces,
): Promise<ImportWay> {
  const opencode = await findOpencode(places);
  if (opencode) return { kind: "opencode", opencode };
  const isTree = existsSync(join(storagePath, "session")) && !existsSync(databasePath);
  return isTree ? { kind: "tree", storagePath } : { kind: "file", generation: "2.x" };
}

function describeWay(way: ImportWay, { session, messages }: SessionCopy): string {
  const what = `"${session.title}" (${messages.length === 1 ? "1 message" : `${messages.length} messages`})`;
  switch (way.kind) {
    case "opencode":
      return `opencode ${way.opencode.version} will add ${what} as a new session of ${session.directory}.`;
    case "tree":
      return `${what} will be written to opencode's storage as a new session of ${session.directory}.`;
    case "file":
      return `${what} will be saved as a file, with the command that imports it.`;
    default:
      return way satisfies never;
  }
}

async function saveFile(
  copy: SessionCopy,
  generation: Generation,
  ports: ImportPorts,
): Promise<ImportResult> {
  const path = await ports.chooseFile(fileNameOf(copy.session.title, copy.session.slug));
  if (path === undefined) return { kind: "cancelled" };
  await writeFile(path, importFileText(copy, generation), { mode: 0o600 });
  const command = ["opencode", ...importArguments(generation, quote(path, ports.platform))].join(" ");
  return { kind: "saved", path, command };
}

/** A path as a shell of the platform takes it. */
function quote(path: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(path)) return path;
  return platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
