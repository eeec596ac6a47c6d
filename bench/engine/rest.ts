import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FileLeases } from "../../engine/leases/file-leases.ts";
import { watchFiles } from "../../engine/testing/watch-files.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench } from "../report/row.ts";
import { median, spread } from "../report/statistics.ts";
import { cpuPercentOf } from "./cpu-percent.ts";
import { shareSession, writeSession } from "./shared-session.ts";

const SLICES = 6;
const SLICE_MS = 10_000;
/** Until the upload and what it leaves behind are over. */
const SETTLE_MS = 12_000;
/** Of one core. */
const MOST_PERCENT = 0.1;

/** What a live share costs while nothing happens: its lease beats. The engine alone, where no editor hides it. */
export const rest: Bench = {
  name: "rest",
  async run() {
    const temp = makeTempFolder("bench-rest");
    const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
    const { storage } = writeSession(new SqliteStorage(join(temp.path, "opencode")), { parts: 50 });
    const leases = new FileLeases({ folder: join(temp.path, "windows"), watchFiles, report: console.error });
    const { engine } = await shareSession({ storagePath: storage.dataDir, leases }, service.url);
    try {
      await setTimeout(SETTLE_MS);
      const slices: number[] = [];
      while (slices.length < SLICES) slices.push((await cpuPercentOf(() => setTimeout(SLICE_MS))).percent);
      return [
        {
          what: "CPU of the engine with a live share while nothing happens, in plain Node",
          figure: spread(slices, "% of a core"),
          target: `≤ ${MOST_PERCENT} %`,
          isMet: median(slices) <= MOST_PERCENT,
        },
      ];
    } finally {
      await engine.dispose();
      leases.dispose();
      storage.close();
      await service.stop();
      temp.remove();
    }
  },
};
