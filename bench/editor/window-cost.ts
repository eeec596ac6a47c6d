import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench } from "../../tools/vscode/workbench.ts";
import { writeSession } from "../engine/shared-session.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, short, spread } from "../report/statistics.ts";
import { type ActivationTimes, activationTimes } from "./activation.ts";
import { hostCpuMs } from "./host-cpu.ts";
import type { PackedExtension } from "./packed-extension.ts";
import { openSharedWindow } from "./shared-window.ts";

const WINDOWS = 5;
const LONGEST_ACTIVATION_MS = 50;
const LARGEST_MB = 1.5;
/** Idle time is measured in slices, both windows at once. */
const SLICES = 4;
const SLICE_MS = 6_000;
/** Until an editor that has just opened comes to rest. */
const SETTLE_MS = 15_000;
/** Of one core. */
const IDLE_PERCENT = 0.1;
const TITLE = "A quiet session";
const MARK = "OPENCODE_SHARE_BENCH";

/** What the extension costs an editor: to download, to start, and while nothing happens. */
export function windowCost(packed: PackedExtension): Bench {
  return { name: "window", run: async () => measure(await packed()) };
}

async function measure(vsix: string): Promise<Row[]> {
  const temp = makeTempFolder("bench-window");
  const folder = join(temp.path, "workspace");
  mkdirSync(folder);
  const { storage } = writeSession(new SqliteStorage(join(temp.path, "opencode")), {
    ...{ directory: folder, title: TITLE, parts: 50 },
  });
  const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
  const { workbench } = await openSharedWindow({
    ...{ vsix, folder, title: TITLE, serviceUrl: service.url, storagePath: storage.dataDir },
    env: { [MARK]: "sharing" },
  });
  let empty: Workbench | undefined;
  try {
    const activation = await activationTimes(workbench, WINDOWS);
    empty = await launchWorkbench({ folder, env: { [MARK]: "empty" } });
    for (const { page } of [workbench, empty]) await page.reload();
    return [sizeRow(vsix), ...activationRows(activation), ...(await idleRows())];
  } finally {
    await workbench.stop();
    await empty?.stop();
    await service.stop();
    storage.close();
    temp.remove();
  }
}

function sizeRow(vsix: string): Row {
  const megabytes = statSync(vsix).size / 1024 / 1024;
  return {
    what: "Size of the VSIX",
    figure: `${short(megabytes)} MB`,
    target: `≤ ${LARGEST_MB} MB`,
    isMet: megabytes <= LARGEST_MB,
  };
}

function activationRows({ ours, comparison }: ActivationTimes): Row[] {
  return [
    {
      what: `Activation with a share to take up: load and call, by VS Code (${ours.length} windows)`,
      figure: spread(ours, "ms"),
      target: `≤ ${LONGEST_ACTIVATION_MS} ms`,
      isMet: median(ours) <= LONGEST_ACTIVATION_MS,
    },
    { what: "  VS Code's own Emmet in the same windows", figure: spread(comparison, "ms") },
  ];
}

async function idleRows(): Promise<Row[]> {
  if (process.platform !== "linux") return [{ what: "Idle CPU", figure: "measured on Linux only" }];
  await setTimeout(SETTLE_MS);
  const sharing: number[] = [];
  const empty: number[] = [];
  for (let slice = 0; slice < SLICES; slice++) {
    const before = cpuOfBoth();
    await setTimeout(SLICE_MS);
    const after = cpuOfBoth();
    sharing.push(percentOf(after.sharing - before.sharing));
    empty.push(percentOf(after.empty - before.empty));
  }
  const extra = sharing.map((percent, slice) => percent - (empty[slice] ?? 0));
  return [
    {
      what: "Idle CPU with a live share, extension host and watcher, more than without the extension",
      figure: spread(extra, "% of a core"),
      target: `0 (≤ ${IDLE_PERCENT} %)`,
      isMet: verdictOn(extra),
    },
    { what: "  with / without the extension", figure: `${spread(sharing, "%")} / ${spread(empty, "%")}` },
  ];
}

/** Only slices that agree tell anything: undefined otherwise. */
function verdictOn(extra: readonly number[]): boolean | undefined {
  if (extra.every((percent) => percent <= IDLE_PERCENT)) return true;
  return extra.every((percent) => percent > IDLE_PERCENT) ? false : undefined;
}

const cpuOfBoth = () => ({ sharing: hostCpuMs(`${MARK}=sharing`), empty: hostCpuMs(`${MARK}=empty`) });
const percentOf = (cpuMs: number) => (cpuMs / SLICE_MS) * 100;
