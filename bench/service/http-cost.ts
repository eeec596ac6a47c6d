import { ServiceClient } from "../../client/service-client.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { pairedRounds, ratios } from "../paired-rounds.ts";
import type { Bench } from "../report/row.ts";
import { median, spread } from "../report/statistics.ts";
import { BareFastify } from "./bare-fastify.ts";
import { fillShare, partEntry } from "./filled-share.ts";
import { cpuOf } from "./process-cpu.ts";
import { startRoomy } from "./roomy-service.ts";

const ROUNDS = 9;
const BATCH = 16;
const BATCHES = 200;
const WRITERS = 4;
/** Different batches that are sent in turn; made before, so that their making does not slow what is measured. */
const BODIES = 50;
const MOST_RATIO = 2;

/** What a part in a batch costs the service's process in CPU time, all told, beside a Fastify that only parses the same. */
export const httpCost: Bench = {
  name: "http",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-http");
    const service = await startRoomy(temp.path);
    const bare = await BareFastify.start();
    try {
      const client = new ServiceClient(service.url);
      const share = await fillShare(client, BODIES * BATCH);
      const bodies = Array.from({ length: BODIES }, (_, body) => batch(body));
      const perKey = async (pid: number, send: (body: string) => Promise<unknown>) => {
        const before = cpuOf(pid);
        await inTurn(bodies, send);
        return (cpuOf(pid) - before) / (BATCH * BATCHES);
      };
      const { kept, parsed } = await pairedRounds(ROUNDS, {
        kept: () => perKey(service.pid, (body) => client.sync(share, body)),
        parsed: () => perKey(bare.pid, (body) => bare.post(body)),
      });
      const ratio = ratios(kept, parsed);
      return [
        {
          what: `CPU per part of 2 KB in batches of ${BATCH}, durable ÷ bare Fastify`,
          figure: spread(ratio, ""),
          target: `≤ ${MOST_RATIO}`,
          isMet: median(ratio) <= MOST_RATIO,
        },
        { what: "  the service", figure: spread(kept, "µs") },
        { what: "  a Fastify that parses the same bodies and keeps nothing", figure: spread(parsed, "µs") },
      ];
    } finally {
      await bare.stop();
      await service.stop();
      temp.remove();
    }
  },
};

function batch(body: number): string {
  const entries = Array.from({ length: BATCH }, (_, n) => partEntry(body * BATCH + n, body * BATCH + n + 7));
  return JSON.stringify({ entries });
}

async function inTurn(bodies: readonly string[], send: (body: string) => Promise<unknown>): Promise<void> {
  let next = 0;
  const write = async () => {
    while (next < BATCHES) await send(bodies[next++ % bodies.length] as string);
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}
