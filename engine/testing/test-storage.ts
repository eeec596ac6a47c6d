import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Disposable } from "../../primitives/disposable.ts";
import { isJsonObject, type JsonObject } from "../../protocol/json.ts";
import { parseKey } from "../../protocol/keys.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { SessionReading, SessionSource } from "../sources/session-source.ts";
import { watchFiles } from "./watch-files.ts";

/** For tests: an empty data folder, the source that reads it, and what the source reported. */
export interface TestStorage extends Disposable {
  readonly dataDir: string;
  readonly source: SessionSource;
  readonly reports: readonly string[];
}

export function makeTestStorage(): TestStorage {
  const folder = mkdtempSync(join(tmpdir(), "opencode-source-"));
  const storage = openTestStorage(join(folder, "data"));
  return { ...storage, dispose };

  function dispose() {
    storage.dispose();
    rmSync(folder, { recursive: true, maxRetries: 10 });
  }
}

/** A source of its own over a data folder that is there. */
export function openTestStorage(dataDir: string): TestStorage {
  const reports: string[] = [];
  const source = openOpencodeSource(findStorage({ storagePath: dataDir, env: {} }), {
    watchFiles,
    onSkip: (message) => reports.push(message),
  });
  return { dataDir, source, reports, dispose: () => source.dispose() };
}

/** What a reader of the session sees: roles and texts in order, whatever the form's ids are. */
export function transcriptOf({ contents }: SessionReading): readonly string[] {
  const objects = [...contents].flatMap(([key, content]) =>
    isJsonObject(content) ? [{ path: parseKey(key), content }] : [],
  );
  const messages = objects.filter(({ path }) => path?.kind === "message").map(({ content }) => content);
  const parts = objects.filter(({ path }) => path?.kind === "part").map(({ content }) => content);
  return messages
    .sort((a, b) => Number(a.order ?? 0) - Number(b.order ?? 0) || compare(a.id, b.id))
    .flatMap(({ id, role }) => [
      String(role),
      ...parts
        .filter(({ messageID }) => messageID === id)
        .sort((a, b) => compare(a.id, b.id))
        .map(lineOf),
    ]);
}

function lineOf({ type, text, tool, state }: JsonObject): string {
  if (!isJsonObject(state)) return `${type}: ${text}`;
  return `${type} ${tool} ${state.status}: ${state.output ?? ""}`;
}

const compare = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : 1);
