import { ServiceClient } from "../../client/service-client.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { pairedRounds, ratios } from "../paired-rounds.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, spread } from "../report/statistics.ts";
import { BareFastify } from "./bare-fastify.ts";
import { fillShare } from "./filled-share.ts";
import { PutLoad } from "./put-load.ts";
import { rawAppends } from "./raw-disk.ts";
import { startRoomy } from "./roomy-service.ts";

/** Many and short: what disturbs one contender then disturbs its neighbours, too. */
const ROUNDS = 11;
const SMALL = 100;
const LARGE = 10_000;
const LEAST_RATIO = 0.9;
/** Puts of a round, by how many writers put at once. */
const LOADS = [
  { writers: 1, count: 100 },
  { writers: 16, count: 320 },
  { writers: 64, count: 640 },
];

/** Whether a put into a large share costs more than into a small one, and whether the service keeps what it acknowledged. */
export const syncCost: Bench = {
  name: "sync",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-sync");
    let service = await startRoomy(temp.path);
    const bare = await BareFastify.start();
    try {
      const client = new ServiceClient(service.url);
      const small = new PutLoad(client, await fillShare(client, SMALL), SMALL);
      const large = new PutLoad(client, await fillShare(client, LARGE), LARGE);
      const rows: Row[] = [];
      for (const { writers, count } of LOADS) {
        const figures = await pairedRounds(ROUNDS, {
          small: () => small.run(count, writers),
          large: () => large.run(count, writers),
          disk: () => rawAppends(temp.path, 100),
          bare: () => bare.run(count, writers),
        });
        rows.push(...rowsOf(figures, writers));
      }
      await service.kill();
      service = await startRoomy(temp.path);
      return [...rows, await lostRow([small, large], new ServiceClient(service.url))];
    } finally {
      await bare.stop();
      await service.stop();
      temp.remove();
    }
  },
};

type Figures = Readonly<Record<"small" | "large" | "disk" | "bare", readonly number[]>>;

function rowsOf({ small, large, disk, bare }: Figures, writers: number): Row[] {
  const by = writers === 1 ? "1 writer" : `${writers} writers`;
  const growth = ratios(large, small);
  return [
    {
      what: `Puts into ${LARGE} parts ÷ into ${SMALL}, ${by}`,
      figure: spread(growth, ""),
      target: `≥ ${LEAST_RATIO}`,
      isMet: median(growth) >= LEAST_RATIO,
    },
    { what: `  durable puts over HTTP, share of ${LARGE} parts, ${by}`, figure: spread(large, "/s") },
    { what: `  durable puts over HTTP, share of ${SMALL} parts, ${by}`, figure: spread(small, "/s") },
    { what: "  raw append + fdatasync, 1 writer (durable)", figure: spread(disk, "/s") },
    { what: `  bare Fastify, ${by} (keeps nothing)`, figure: spread(bare, "/s") },
  ];
}

async function lostRow(loads: readonly PutLoad[], client: ServiceClient): Promise<Row> {
  const lost = await Promise.all(loads.map((load) => load.countLost(client)));
  const sum = lost.reduce((a, b) => a + b, 0);
  const acknowledged = loads.reduce((count, load) => count + load.acknowledged.size, 0);
  return {
    what: "Acknowledged parts lost after kill -9 and restart",
    figure: `${sum} of ${acknowledged}`,
    target: "0",
    isMet: sum === 0,
  };
}
