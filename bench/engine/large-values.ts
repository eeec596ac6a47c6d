import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { MemoryRecords } from "../../engine/registry/memory-records.ts";
import { MemorySecrets } from "../../engine/registry/memory-secrets.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../../fixtures/tree-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { shareSession, writeSession } from "./shared-session.ts";

const LONGEST_STALL_MS = 100;
const MANY_PARTS = 10_000;
/** How finely stalls are seen, ms. */
const RESOLUTION_MS = 5;

const STORAGES: Readonly<Record<string, (dataDir: string) => SessionWriter>> = {
  SQLite: (dataDir) => new SqliteStorage(dataDir),
  "JSON tree": (dataDir) => new TreeStorage(dataDir),
};

/** What a session holds. */
const CONTENTS: Readonly<Record<string, (storage: SessionWriter) => void>> = {
  "50 MB of code in one part": (storage) => onePart(storage, 'const a = await thing("a"); // code\n'),
  "50 MB of Japanese in one part": (storage) => onePart(storage, "日本語のテキスト\n"),
  "50 MB of images, 2 MB each": (storage) => {
    const sessionId = storage.createSession({ directory: "/bench", title: "Images" });
    const messageId = storage.putMessage(sessionId, userMessage());
    const url = `data:image/png;base64,${"QUJD".repeat(512 * 1024)}`;
    for (let n = 0; n < 25; n += 1)
      storage.putPart(sessionId, messageId, { type: "file", mime: "image/png", url });
  },
  [`${MANY_PARTS} parts`]: (storage) => void writeSession(storage, { parts: MANY_PARTS }),
};

/** How long the extension host stands still while a session with large contents is read and shared. */
export const largeValues: Bench = {
  name: "large-values",
  async run() {
    const temp = makeTempFolder("bench-large");
    const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
    const rows: Row[] = [];
    try {
      for (const [name, open] of Object.entries(STORAGES))
        for (const [what, write] of Object.entries(CONTENTS)) {
          const storage = open(join(temp.path, `${name} ${what}`));
          write(storage);
          rows.push(await stallRow(`${name}, ${what}`, storage, service.url));
          storage.close();
        }
      return rows;
    } finally {
      await service.stop();
      temp.remove();
    }
  },
};

async function stallRow(what: string, { dataDir }: SessionWriter, serviceUrl: string): Promise<Row> {
  const stalls = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  stalls.enable();
  const start = performance.now();
  const options = { storagePath: dataDir, records: new MemoryRecords(), secrets: new MemorySecrets() };
  const { engine } = await shareSession(options, serviceUrl);
  const ms = performance.now() - start;
  stalls.disable();
  await engine.dispose();
  const longest = stalls.max / 1e6 - RESOLUTION_MS;
  return {
    what: `Longest stall while sharing: ${what}`,
    figure: `${longest.toFixed(0)} ms (of ${ms.toFixed(0)} ms)`,
    target: `≤ ${LONGEST_STALL_MS} ms`,
    isMet: longest <= LONGEST_STALL_MS,
  };
}

function onePart(storage: SessionWriter, line: string): void {
  const sessionId = storage.createSession({ directory: "/bench", title: "A large part" });
  const messageId = storage.putMessage(sessionId, userMessage());
  const bytes = Buffer.byteLength(line);
  storage.putPart(sessionId, messageId, textPart(line.repeat(Math.floor(50_000_000 / bytes))));
}
