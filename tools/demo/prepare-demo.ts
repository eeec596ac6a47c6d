import { cpSync, existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findStorage } from "../../engine/sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../../engine/sources/opencode/open-opencode-source.ts";
import type { SessionSummary } from "../../engine/sources/session-source.ts";
import { watchFiles } from "../../engine/testing/watch-files.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { DemoFolders } from "./demo-folders.ts";
import { readExample, writeExample } from "./example-session.ts";

/** How long ago the sample session ended, ms. */
const ENDED_AGO_MS = 60_000;

/** What the demo shares. */
export interface Demo {
  readonly workspace: string;
  readonly session: SessionSummary;
}

/**
 * Makes the demo's workspace and session storage from the examples; what is there already stays as it is,
 * unless the storage is about another folder (the repository was moved).
 */
export async function prepareDemo(folders: DemoFolders, examples: string): Promise<Demo> {
  mkdirSync(folders.base, { recursive: true });
  if (!existsSync(folders.workspace))
    cpSync(join(examples, "workspace"), folders.workspace, { recursive: true });
  const workspace = realpathSync(folders.workspace);
  const found = await findSession(folders, workspace);
  if (found) return { workspace, session: found };
  rmSync(folders.storage, { recursive: true, force: true });
  writeStorage(folders, examples, workspace);
  const session = await findSession(folders, workspace);
  if (!session) throw new Error(`${folders.storage} does not hold the sample session.`);
  return { workspace, session };
}

function writeStorage({ storage }: DemoFolders, examples: string, workspace: string): void {
  const clock = { now: Date.now() - ENDED_AGO_MS };
  const writer = new SqliteStorage(storage, { now: () => clock.now });
  writeExample(writer, readExample(join(examples, "session.json"), workspace, clock.now), clock);
  writer.close();
}

async function findSession({ storage }: DemoFolders, workspace: string): Promise<SessionSummary | undefined> {
  if (!existsSync(storage)) return undefined;
  const source = openOpencodeSource(findStorage({ storagePath: storage, env: {} }), { watchFiles });
  try {
    return (await source.list()).find(({ directory }) => directory === workspace);
  } finally {
    source.dispose();
  }
}
