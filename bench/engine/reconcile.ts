import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { MemoryRecords } from "../../engine/registry/memory-records.ts";
import { MemorySecrets } from "../../engine/registry/memory-secrets.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { textPart } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { createShareEngine, type EngineOptions } from "../../tools/share-engine.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, percentiles, spread } from "../report/statistics.ts";
import { until } from "../until.ts";
import { RequestTrace } from "./request-trace.ts";
import { shareSession, type WritableSession, writeSession } from "./shared-session.ts";

const PARTS = 10_000;
const ROUNDS = 7;
const WRITES = 40;
/** From an acknowledgement to the next write: longer than the pace of the sync, which is not meant here. */
const PAUSE_MS = 200;
const LONGEST_MS = 500;

/** What it costs to find, after a restart, that a large shared session has not changed; and to send one change of it. */
export const reconcile: Bench = {
  name: "reconcile",
  async run() {
    const temp = makeTempFolder("bench-reconcile");
    const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
    const storage = new SqliteStorage(join(temp.path, "opencode"));
    storage.database.exec("begin");
    const session = writeSession(storage, { parts: PARTS });
    storage.database.exec("commit");
    const options = {
      storagePath: storage.dataDir,
      records: new MemoryRecords(),
      secrets: new MemorySecrets(),
    };
    try {
      await (await shareSession(options, service.url)).engine.dispose();
      const rounds: Reconciling[] = [];
      for (let round = 0; round <= ROUNDS; round++) rounds.push(await reconcileOnce(options));
      return [...rowsOf(rounds.slice(1)), await changeRow(options, session)];
    } finally {
      storage.close();
      await service.stop();
      temp.remove();
    }
  },
};

interface Reconciling {
  readonly ms: number;
  /** CPU time of this process, in which the engine is and the service is not, ms. */
  readonly cpuMs: number;
  readonly requests: number;
  readonly entries: number;
}

/** A new engine takes up the share, as after a restart of VS Code. */
async function reconcileOnce(options: EngineOptions): Promise<Reconciling> {
  const sent: string[] = [];
  const log = { sent: (key: string) => void sent.push(key), refused() {}, retrying() {} };
  const engine = createShareEngine({ ...options, log });
  const trace = new RequestTrace();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const synced = new Promise<void>((resolve) => {
    engine.sharing.onDidChange(() => {
      if (engine.sharing.list()[0]?.status.phase === "synced") resolve();
    });
  });
  await engine.sharing.resume(() => true);
  await synced;
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  trace.stop();
  await engine.dispose();
  return { ms, cpuMs: (user + system) / 1000, requests: trace.madeAt.length, entries: sent.length };
}

function rowsOf(rounds: readonly Reconciling[]): Row[] {
  const times = rounds.map(({ ms }) => ms);
  const requests = Math.max(...rounds.map((round) => round.requests));
  const entries = Math.max(...rounds.map((round) => round.entries));
  return [
    {
      what: `Reconcile of an unchanged session of ${PARTS} parts`,
      figure: `${spread(times, "ms")}, ${requests} request, ${entries} entries`,
      target: `1 request, 0 entries, ≤ ${LONGEST_MS} ms`,
      isMet: median(times) <= LONGEST_MS && requests === 1 && entries === 0,
    },
    {
      what: "  of it CPU of the engine",
      figure: spread(
        rounds.map(({ cpuMs }) => cpuMs),
        "ms",
      ),
    },
  ];
}

async function changeRow(
  options: EngineOptions,
  { storage, sessionId, messageId }: WritableSession,
): Promise<Row> {
  const sent: string[] = [];
  const log = { sent: (key: string) => void sent.push(key), refused() {}, retrying() {} };
  const engine = createShareEngine({ ...options, log });
  await engine.sharing.resume(() => true);
  await until(() => engine.sharing.list().every(({ status }) => status.phase === "synced"));
  const times: number[] = [];
  for (let write = 1; write <= WRITES; write++) {
    const start = performance.now();
    storage.putPart(sessionId, messageId, textPart(`change ${write}`));
    await until(() => sent.length >= write);
    times.push(performance.now() - start);
    await setTimeout(PAUSE_MS);
  }
  await engine.dispose();
  return {
    what: `  then from a write to its acknowledgement, one after another`,
    figure: percentiles(times),
  };
}
