import { ServiceClient } from "../../client/service-client.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import { NDJSON } from "../../protocol/snapshot.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, short, spread } from "../report/statistics.ts";
import { fillShare } from "./filled-share.ts";
import { HealthWatch } from "./health-watch.ts";

const PARTS = 10_000;
/** Characters of a part's text; all parts together are about 54 MB. */
const TEXT_LENGTH = 4_850;
const ITERATIONS = 9;
const MOST_STALL_MS = 30;
const MOST_FIRST_BYTE_MS = 5;
const MOST_NOT_MODIFIED_MS = 3;

/** What one reading of a share took, in ms: until the head was there, until its last byte, and what others waited. */
interface Measured {
  readonly firstByte: number;
  readonly took: number;
  readonly stall: number;
  readonly bytes: number;
}

/** What a whole large share costs its reader and everybody else. Only the system's cache of files is warm. */
export const snapshot: Bench = {
  name: "snapshot",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-snapshot");
    const service = await ServiceProcess.start({ dataDir: temp.path });
    const watch = new HealthWatch(service);
    try {
      const { shareId } = await fillShare(new ServiceClient(service.url), PARTS, TEXT_LENGTH);
      const url = service.url + routePath(routes.readShare, shareId);
      const etag = (await fetch(url, { method: "HEAD" })).headers.get("etag") ?? "";
      return [
        ...readRows("JSON", await measure(watch, url, {})),
        ...readRows("NDJSON", await measure(watch, url, { accept: NDJSON })),
        notModifiedRow(await measure(watch, url, { "if-none-match": etag })),
      ];
    } finally {
      await watch.stop();
      await service.stop();
      temp.remove();
    }
  },
};

async function measure(watch: HealthWatch, url: string, headers: HeadersInit): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (let n = 0; n <= ITERATIONS; n++) {
    let bytes = 0;
    let firstByte = 0;
    const { took, stall } = await watch.during(async () => {
      const begun = performance.now();
      const { body } = await fetch(url, { headers });
      for await (const chunk of body ?? []) {
        if (bytes === 0) firstByte = performance.now() - begun;
        bytes += chunk.length;
      }
    });
    measured.push({ firstByte, took, stall, bytes });
  }
  return measured.slice(1);
}

function readRows(form: string, measured: readonly Measured[]): Row[] {
  const stalls = measured.map(({ stall }) => stall);
  const firstBytes = measured.map(({ firstByte }) => firstByte);
  const megabytes = short((measured[0]?.bytes ?? 0) / 1e6);
  return [
    {
      what: `Snapshot of ${PARTS} parts, ${form}: what others wait meanwhile, at most`,
      figure: spread(stalls, "ms"),
      target: `≤ ${MOST_STALL_MS} ms`,
      isMet: median(stalls) <= MOST_STALL_MS,
    },
    {
      what: "  to its first byte, the file in the system's cache",
      figure: spread(firstBytes, "ms"),
      target: `≤ ${MOST_FIRST_BYTE_MS} ms`,
      isMet: median(firstBytes) <= MOST_FIRST_BYTE_MS,
    },
    {
      what: "  to its last byte",
      figure: `${spread(
        measured.map(({ took }) => took),
        "ms",
      )}, ${megabytes} MB`,
    },
  ];
}

function notModifiedRow(measured: readonly Measured[]): Row {
  const ms = measured.map(({ took }) => took);
  return {
    what: "  not modified (304)",
    figure: spread(ms, "ms"),
    target: `≤ ${MOST_NOT_MODIFIED_MS} ms`,
    isMet: median(ms) <= MOST_NOT_MODIFIED_MS,
  };
}
