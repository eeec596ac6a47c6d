import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { writeSession } from "../engine/shared-session.ts";
import { type Stages, TracedEngine } from "../engine/traced-engine.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, percentile, percentiles } from "../report/statistics.ts";
import { AgentWrites } from "./agent-writes.ts";
import { DomClock } from "./dom-clock.ts";
import type { PackedExtension } from "./packed-extension.ts";
import { openPage, openSharedWindow } from "./shared-window.ts";

const WRITES = 200;
/** After every so many writes comes one into the storage of the plain engine. */
const PLAIN_EVERY = 4;
/** The next write comes at any time after the last was seen, within the pace of the sync and beyond it. */
const LONGEST_GAP_MS = 160;
const MOST_P50_MS = 250;
const MOST_P95_MS = 500;
const TITLE = "A session to be watched";
const PARTS = 10;

/** A form of storage: how people know it, and how it is written. */
export interface StorageForm {
  readonly name: string;
  readonly open: (dataDir: string) => SessionWriter;
}

/**
 * From a write in the storage to its text in the document of an open page: through the packaged extension in a real
 * VS Code, and in turn, into a storage of its own, through the same engine in plain Node, which tells the stages apart.
 */
export function latency(form: StorageForm, vsix: PackedExtension): Bench {
  return { name: form.name.toLowerCase().replaceAll(" ", "-"), run: async () => measure(form, await vsix()) };
}

async function measure(form: StorageForm, vsix: string): Promise<Row[]> {
  const temp = makeTempFolder("bench-latency");
  const folder = join(temp.path, "workspace");
  mkdirSync(folder);
  const [watched, plain] = ["vscode", "plain"].map((name) =>
    writeSession(form.open(join(temp.path, name)), { directory: folder, title: TITLE, parts: PARTS }),
  );
  if (!watched || !plain) throw new Error("two sessions are needed");
  const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
  const serviceUrl = service.url;
  const engine = await TracedEngine.start(plain.storage.dataDir, serviceUrl);
  const { workbench, link } = await openSharedWindow({
    ...{ vsix, folder, serviceUrl, title: TITLE },
    storagePath: watched.storage.dataDir,
  });
  try {
    const clock = await DomClock.start(await openPage(workbench, link));
    const plainClock = await DomClock.start(await openPage(workbench, engine.shareUrl));
    const writes = new AgentWrites(watched);
    const plainWrites = new AgentWrites(plain);
    const delays: number[] = [];
    const stages: Stages[] = [];
    for (let write = 0; write < WRITES; write++) {
      const at = writes.next();
      delays.push((await clock.seen(write)) - at);
      await setTimeout(Math.random() * LONGEST_GAP_MS);
      if (write % PLAIN_EVERY > 0) continue;
      const stage = engine.traceWrite(() => plainWrites.next());
      stages.push(await stage(await plainClock.seen(stages.length)));
      await setTimeout(Math.random() * LONGEST_GAP_MS);
    }
    return rowsOf(form.name, delays, stages);
  } finally {
    await workbench.stop();
    await engine.dispose();
    await service.stop();
    for (const { storage } of [watched, plain]) storage.close();
    temp.remove();
  }
}

function rowsOf(form: string, delays: readonly number[], stages: readonly Stages[]): Row[] {
  const of = (pick: (stages: Stages) => number) => stages.map(pick);
  const plain = of(({ seen }) => seen);
  const watcher = median(delays) - median(plain) + median(of(({ event }) => event));
  return [
    {
      what: `${form}: write → text in the page, through VS Code (${delays.length} writes)`,
      figure: percentiles(delays),
      target: `p50 ≤ ${MOST_P50_MS}, p95 ≤ ${MOST_P95_MS} ms`,
      isMet: median(delays) <= MOST_P50_MS && percentile(delays, 0.95) <= MOST_P95_MS,
    },
    { what: "  of it VS Code: its watcher, its host (difference)", figure: `p50 ${Math.round(watcher)} ms` },
    {
      what: `  the same through the engine in plain Node (${plain.length} writes)`,
      figure: percentiles(plain),
    },
    { what: "    write → file event (fs.watch)", figure: percentiles(of(({ event }) => event)) },
    { what: "    → request (read, compare; pace)", figure: percentiles(of((s) => s.request - s.event)) },
    {
      what: "    → frame at a viewer (HTTP, rules, fsync)",
      figure: percentiles(of((s) => s.frame - s.request)),
    },
    { what: "    → text in the document (render)", figure: percentiles(of((s) => s.seen - s.frame)) },
  ];
}
