import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { type ProcessGroup, startGroup } from "../../tools/process/process-group.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { pairedRounds, ratios } from "../paired-rounds.ts";
import type { Bench } from "../report/row.ts";
import { median, spread } from "../report/statistics.ts";
import { fillShare, partEntry } from "./filled-share.ts";
import { cpuOf } from "./process-cpu.ts";
import { startRoomy } from "./roomy-service.ts";

const ROUNDS = 7;
const VIEWERS = 1_000;
const STEPS = 20;
const MOST_RATIO = 1.5;

/** What a step costs the service per viewer, beside a loop that sends the same bytes to as many sockets. */
export const fanOut: Bench = {
  name: "fan-out",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-fan-out");
    const service = await startRoomy(temp.path);
    const bare = await BareSockets.start();
    const viewers = [new Viewers(), new Viewers()] as const;
    try {
      const client = new ServiceClient(service.url);
      const share = await fillShare(client, 100);
      await viewers[0].follow(client.liveUrl(share.shareId, 0));
      await viewers[1].follow(bare.url);
      let seed = 0;
      const figures = await pairedRounds(ROUNDS, {
        service: () => cpuPerFrame(service.pid, viewers[0], () => step(client, share, seed++)),
        bare: () => cpuPerFrame(bare.pid, viewers[1], () => bare.send()),
      });
      const ratio = ratios(figures.service, figures.bare);
      return [
        {
          what: `CPU per step and viewer, ${VIEWERS} viewers ÷ bare ws loop`,
          figure: spread(ratio, ""),
          target: `≤ ${MOST_RATIO}`,
          isMet: median(ratio) <= MOST_RATIO,
        },
        { what: "  the service, with what taking in a step costs", figure: spread(figures.service, "µs") },
        { what: "  a loop that sends one Buffer of that size to all", figure: spread(figures.bare, "µs") },
      ];
    } finally {
      for (const each of viewers) await each.leave();
      await bare.stop();
      await service.stop();
      temp.remove();
    }
  },
};

async function step(client: ServiceClient, share: OwnerCredentials, seed: number): Promise<void> {
  await client.sync(share, { entries: [partEntry(seed % 100, seed)] });
}

/** CPU time that a process uses from a step until all viewers have it, µs for each of them. */
async function cpuPerFrame(pid: number, viewers: Viewers, send: () => Promise<void>): Promise<number> {
  const before = cpuOf(pid);
  for (let n = 0; n < STEPS; n++) {
    const arrived = viewers.next();
    await send();
    await arrived;
  }
  return (cpuOf(pid) - before) / (STEPS * VIEWERS);
}

/** As many sockets that only count, in a thread of their own. */
class Viewers {
  readonly #worker = new Worker(join(import.meta.dirname, "fan-out-viewers-main.ts"));

  async follow(url: string): Promise<void> {
    const are = once(this.#worker, "message");
    this.#worker.postMessage({ url, count: VIEWERS });
    await are;
  }

  /** Resolves when all have got one more frame. To be called before it is sent. */
  async next(): Promise<void> {
    await once(this.#worker, "message");
  }

  async leave(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The bare loop, in a process of its own, as the service is. */
class BareSockets {
  readonly #group: ProcessGroup;
  readonly #url: string;

  private constructor(group: ProcessGroup, url: string) {
    this.#group = group;
    this.#url = url;
  }

  static async start(): Promise<BareSockets> {
    const main = join(import.meta.dirname, "bare-sockets-main.ts");
    const group = startGroup(process.execPath, [main], { stdio: ["ignore", "pipe", "inherit"] });
    if (!group.child.stdout) throw new Error("the output of a process is missing");
    const [line] = (await once(group.child.stdout, "data")) as [Buffer];
    return new BareSockets(group, line.toString().trim());
  }

  get url(): string {
    return this.#url.replace("http:", "ws:");
  }

  get pid(): number {
    return this.#group.child.pid ?? 0;
  }

  async send(): Promise<void> {
    await (await fetch(this.#url)).arrayBuffer();
  }

  stop(): Promise<void> {
    return this.#group.stop();
  }
}
