import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { StorageLocation } from "../sources/opencode/find-storage.ts";
import { storageInUse } from "../sources/opencode/storage-places.ts";
import { copySession } from "./copy-session.ts";
import { fileNameOf } from "./file-name.ts";
import { findOpencode, type Generation, type Opencode, type SearchPlaces } from "./find-opencode.ts";
import { findProjectId } from "./project-id.ts";
import { importArguments, importFileText, importWithOpencode } from "./run-import.ts";
import type { Environment } from "./run-opencode.ts";
import type { SessionCopy } from "./session-copy.ts";
import type {
  ImportPlan,
  ImportPorts,
  ImportRequest,
  ImportResult,
  ImportWay,
  SessionImport,
} from "./session-import.ts";
import { writeToTree } from "./tree-writer.ts";
import { toV1Export } from "./v1-export.ts";

/** How a copy gets to opencode. */
type OpencodeWay =
  | { readonly kind: "opencode"; readonly opencode: Opencode }
  | { readonly kind: "tree"; readonly storagePath: string }
  | { readonly kind: "file"; readonly generation: Generation; readonly isOnly: boolean };

const NAME = "opencode";

/** Imports through opencode's own program, into its JSON tree, or as a file for a person to import. */
export const opencodeImport = { plan } satisfies SessionImport;

async function plan(request: ImportRequest, ports: ImportPorts): Promise<ImportPlan> {
  const { contents, sessionId, directory, storagePath } = request;
  const location = storageInUse({ storagePath, env: ports.env, home: ports.home });
  const storage = join(location.dataDir, "storage");
  const target = { directory, projectId: await findProjectId(directory, storage) };
  const copy = copySession(contents, sessionId, target, ports);
  const env = storagePath ? environmentOf(ports.env, location) : ports.env;
  const way = await chooseWay(location.databasePath, storage, { ...ports, env });
  return planOf(way, copy, { ...ports, env });
}

function planOf(way: OpencodeWay, copy: SessionCopy, ports: ImportPorts): ImportPlan {
  return {
    way: described(way),
    copy,
    run: (signal) => run(way, copy, ports, signal),
    asFile: way.kind === "file" ? undefined : planOf(fileInstead(way), copy, ports),
  };
}

function described(way: OpencodeWay): ImportWay {
  switch (way.kind) {
    case "opencode":
      return { kind: "program", name: NAME, version: way.opencode.version };
    case "tree":
      return { kind: "storage", name: NAME };
    case "file":
      return { kind: "file", name: NAME, isOnly: way.isOnly };
    default:
      return way satisfies never;
  }
}

const fileInstead = (way: OpencodeWay): OpencodeWay => ({
  kind: "file",
  isOnly: false,
  generation: way.kind === "opencode" ? way.opencode.generation : "1.x",
});

/** opencode must write where sessions are read from: a storage that the user has chosen is passed on. */
function environmentOf(env: Environment, { dataDir, databasePath }: StorageLocation): Environment {
  const dataHome = basename(dataDir) === "opencode" ? { XDG_DATA_HOME: dirname(dataDir) } : {};
  return { ...env, OPENCODE_DB: databasePath, ...dataHome };
}

async function run(
  way: OpencodeWay,
  copy: SessionCopy,
  ports: ImportPorts,
  signal?: AbortSignal,
): Promise<ImportResult> {
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

async function chooseWay(
  databasePath: string,
  storagePath: string,
  places: SearchPlaces,
): Promise<OpencodeWay> {
  const opencode = await findOpencode(places);
  if (opencode) return { kind: "opencode", opencode };
  const isTree = existsSync(join(storagePath, "session")) && !existsSync(databasePath);
  return isTree ? { kind: "tree", storagePath } : { kind: "file", generation: "2.x", isOnly: true };
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
