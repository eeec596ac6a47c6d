import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Disposable } from "../../primitives/disposable.ts";
import { isJsonObject, type JsonObject } from "../../protocol/json.ts";
import { parseKey } from "../../protocol/keys.ts";
import { inReadingOrder } from "../../protocol/reading-order.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { type OpencodeSourceDeps, openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { SessionReading, SessionSource } from "../sources/session-source.ts";
import { watchFiles } from "./watch-files.ts";

/** For tests: an empty data folder, the source that reads it, and what the source reported. */
export interface TestStorage extends Disposable {
  readonly dataDir: string;
  readonly source: SessionSource;
  readonly reports: readonly string[];
}

export function makeTestStorage(deps?: Partial<OpencodeSourceDeps>): TestStorage {
  const folder = mkdtempSync(join(tmpdir(), "opencode-source-"));
  const storage = openTestStorage(join(folder, "data"), deps);
  return { ...storage, dispose };

  function dispose() {
    storage.dispose();
    rmSync(folder, { recursive: true, maxRetries: 10 });
  }
}

/** A source of its own over a data folder that is there. */
export function openTestStorage(dataDir: string, deps?: Partial<OpencodeSourceDeps>): TestStorage {
  const reports: string[] = [];
  const source = openOpencodeSource(findStorage({ storagePath: dataDir, env: {} }), {
    watchFiles,
    onSkip: (message) => reports.push(message),
    ...deps,
  });
  return { dataDir, source, reports, dispose: () => source.dispose() };
}

/** What a reader of the session sees: roles and texts in order, whatever the form's ids are. */
export function transcriptOf(reading: SessionReading): readonly string[] {
  const parts = objectsIn(reading, "part");
  return messagesOf(reading).flatMap(({ id, role }) => [
    String(role),
    ...parts
      .filter(({ messageID }) => messageID === id)
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
      .map(lineOf),
  ]);
}

/** The ids of a session's messages in the order in which they are read. */
export function messageIdsOf(reading: SessionReading): readonly string[] {
  return messagesOf(reading).map(({ id }) => String(id));
}

function messagesOf(reading: SessionReading): readonly JsonObject[] {
  return inReadingOrder(objectsIn(reading, "message"), ({ id, order, time }) => ({
    id: String(id),
    order: typeof order === "number" ? order : undefined,
    createdAt: isJsonObject(time) ? Number(time.created) : undefined,
  }));
}

function objectsIn({ contents }: SessionReading, kind: "message" | "part"): JsonObject[] {
  return [...contents].flatMap(([key, content]) =>
    parseKey(key)?.kind === kind && isJsonObject(content) ? [content] : [],
  );
}

function lineOf({ type, text, tool, state }: JsonObject): string {
  if (!isJsonObject(state)) return `${type}: ${text}`;
  return `${type} ${tool} ${state.status}: ${state.output ?? ""}`;
}
