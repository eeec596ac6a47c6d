import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, short, spread } from "../report/statistics.ts";
import { until } from "../until.ts";
import { cpuPercentOf } from "./cpu-percent.ts";
import { RequestTrace } from "./request-trace.ts";
import { shareSession, writeSession } from "./shared-session.ts";
import { StreamWriter } from "./stream-writer.ts";

const PART_LENGTH = 50_000;
const INTERVAL_MS = 100;
const STEPS = 120;
const STREAM_MS = STEPS * INTERVAL_MS;
const ROUNDS = 5;
/** Of what sending the whole part at every write would take. */
const MOST_BYTES = 0.05;
/** Of one core. */
const MOST_CPU_PERCENT = 3;

/** What a long text that grows bit by bit costs on the wire, and the engine. */
export const stream: Bench = {
  name: "stream",
  async run() {
    const temp = makeTempFolder("bench-stream");
    const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
    const { storage, sessionId, messageId } = writeSession(new SqliteStorage(join(temp.path, "opencode")), {
      parts: 1,
    });
    const { dataDir } = storage;
    const { engine, shareId } = await shareSession({ storagePath: dataDir }, service.url);
    const client = new ServiceClient(service.url);
    const writer = new StreamWriter();
    const order = {
      dataDir,
      sessionId,
      messageId,
      length: PART_LENGTH,
      steps: STEPS,
      intervalMs: INTERVAL_MS,
    };
    const rounds: Streaming[] = [];
    try {
      // The first round warms up.
      for (let seed = 0; seed <= ROUNDS; seed++) {
        const idle = await cpuPercentOf(() => setTimeout(STREAM_MS / 2));
        const trace = new RequestTrace();
        const { percent, result } = await cpuPercentOf(() => writer.stream({ ...order, seed }));
        // The last of it may still be under way; asking for it is not part of what it costs.
        await setTimeout(2_000);
        trace.stop();
        await until(async () => holds(await client.read(shareId), result.text));
        const { bodyBytes, headerBytes, madeAt } = trace;
        const requests = madeAt.length;
        if (seed > 0)
          rounds.push({
            ...{ bodyBytes, headerBytes, requests, wholeBytes: result.wholeBytes },
            ...{ idle: idle.percent, streaming: percent },
          });
      }
      return rowsOf(rounds);
    } finally {
      await writer.stop();
      await engine.dispose();
      storage.close();
      await service.stop();
      temp.remove();
    }
  },
};

interface Streaming {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly requests: number;
  /** What sending all of the part at each write would take. */
  readonly wholeBytes: number;
  /** CPU time of this process, in which the engine is and not the writer, % of a core. */
  readonly idle: number;
  readonly streaming: number;
}

const holds = (snapshot: unknown, text: string) => JSON.stringify(snapshot).includes(JSON.stringify(text));

function rowsOf(rounds: readonly Streaming[]): Row[] {
  const ratios = rounds.map((round) => (round.bodyBytes + round.headerBytes) / round.wholeBytes);
  const more = rounds.map(({ streaming, idle }) => streaming - idle);
  const kilobytes = (pick: (round: Streaming) => number) => short(median(rounds.map(pick)) / 1000);
  return [
    {
      what: `A part of 50 KB streamed at 10 Hz (${rounds.length} rounds): bytes sent ÷ whole at each write`,
      figure: spread(ratios, ""),
      target: `≤ ${MOST_BYTES}`,
      isMet: median(ratios) <= MOST_BYTES,
    },
    {
      what: "  sent: bodies + headers, requests",
      figure: `${kilobytes((round) => round.bodyBytes)} + ${kilobytes((round) => round.headerBytes)} kB, ${median(rounds.map(({ requests }) => requests))}`,
    },
    {
      what: "  whole at each write, bodies only",
      figure: `${kilobytes(({ wholeBytes }) => wholeBytes)} kB`,
    },
    {
      what: "  CPU of the engine meanwhile, more than while nothing is written",
      figure: spread(more, "% of a core"),
      target: `≤ ${MOST_CPU_PERCENT} %`,
      isMet: median(more) <= MOST_CPU_PERCENT,
    },
    {
      what: "  streaming / nothing written",
      figure: `${spread(
        rounds.map(({ streaming }) => streaming),
        "%",
      )} / ${spread(
        rounds.map(({ idle }) => idle),
        "%",
      )}`,
    },
  ];
}
