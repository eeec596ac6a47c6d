import { Bench as Tinybench } from "tinybench";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { NDJSON, routePath, routes } from "../../protocol/routes.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { short, spread } from "../report/statistics.ts";
import { fillShare } from "./filled-share.ts";

const PARTS = 10_000;
const ITERATIONS = 9;

/** What a whole large share costs its reader, to the last byte. */
export const snapshot: Bench = {
  name: "snapshot",
  async run() {
    const temp = makeTempFolder("bench-snapshot");
    const service = await ServiceProcess.start({ dataDir: temp.path });
    try {
      const client = new ServiceClient(service.url);
      const { shareId } = await fillShare(client, PARTS);
      return await measure(service.url + routePath(routes.readShare, shareId));
    } finally {
      await service.stop();
      temp.remove();
    }
  },
};

async function measure(url: string): Promise<Row[]> {
  const { headers } = await fetch(url, { method: "HEAD" });
  const etag = headers.get("etag") ?? "";
  const forms: Record<string, HeadersInit> = {
    JSON: {},
    NDJSON: { accept: NDJSON },
    "not modified (304)": { "if-none-match": etag },
  };
  const harness = new Tinybench({
    time: 0,
    iterations: ITERATIONS,
    warmupIterations: 2,
    warmupTime: 0,
    retainSamples: true,
  });
  const sizes = new Map<string, number>();
  for (const [form, asked] of Object.entries(forms))
    harness.add(form, async () => {
      const response = await fetch(url, { headers: asked });
      sizes.set(form, (await response.arrayBuffer()).byteLength);
    });
  await harness.run();
  return harness.tasks.map(({ name, result }) => {
    if (!("latency" in result) || !result.latency.samples) throw new Error(`${name} was not measured`);
    const megabytes = short((sizes.get(name) ?? 0) / 1e6);
    return {
      what: `Snapshot of ${PARTS} parts, ${name}`,
      figure: `${spread(result.latency.samples, "ms")}, ${megabytes} MB`,
    };
  });
}
