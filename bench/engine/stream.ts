import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { textPart } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { short } from "../report/statistics.ts";
import { sampleText } from "../sample-text.ts";
import { until } from "../until.ts";
import { RequestTrace } from "./request-trace.ts";
import { shareSession, type WritableSession, writeSession } from "./shared-session.ts";

const PART_LENGTH = 50_000;
const INTERVAL_MS = 100;
const STEPS = 120;
/** Of what sending the whole part at every write would take. */
const MOST = 0.05;

/** What a long text that grows bit by bit costs on the wire. */
export const stream: Bench = {
  name: "stream",
  async run() {
    const temp = makeTempFolder("bench-stream");
    const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
    const session = writeSession(new SqliteStorage(join(temp.path, "opencode")), { parts: 1 });
    const { engine, shareId } = await shareSession({ storagePath: session.storage.dataDir }, service.url);
    const trace = new RequestTrace();
    try {
      const { whole, text } = await writeSlowly(session);
      await until(async () => !hasWork(engine.sharing.list()) && trace.madeAt.length > 0);
      trace.stop();
      const snapshot = await new ServiceClient(service.url).read(shareId);
      if (!JSON.stringify(snapshot).includes(JSON.stringify(text)))
        throw new Error("the text did not arrive");
      return rowsOf(trace, whole);
    } finally {
      trace.stop();
      await engine.dispose();
      session.storage.close();
      await service.stop();
      temp.remove();
    }
  },
};

/** Streams the part as an agent does. @returns bytes that sending all of it at each write would take */
async function writeSlowly({ storage, sessionId, messageId }: WritableSession) {
  const text = sampleText(PART_LENGTH, 7);
  const start = performance.now();
  let id: string | undefined;
  let whole = 0;
  for (let step = 1; step <= STEPS; step++) {
    const content = textPart(text.slice(0, (PART_LENGTH * step) / STEPS).toWellFormed());
    id = storage.putPart(sessionId, messageId, id === undefined ? content : { ...content, id });
    whole += Buffer.byteLength(JSON.stringify(content));
    await setTimeout(start + step * INTERVAL_MS - performance.now());
  }
  return { whole, text };
}

const hasWork = (shares: readonly { readonly status: { readonly phase: string } }[]) =>
  shares.some(({ status }) => status.phase !== "synced");

function rowsOf({ madeAt, bodyBytes, headerBytes }: RequestTrace, whole: number): Row[] {
  const sent = bodyBytes + headerBytes;
  return [
    {
      what: `A part of 50 KB streamed at 10 Hz: bytes sent ÷ whole at each write`,
      figure: short(sent / whole),
      target: `≤ ${MOST} (later)`,
      isMet: sent / whole <= MOST,
    },
    {
      what: "  sent: bodies + headers, requests",
      figure: `${short(bodyBytes / 1000)} + ${short(headerBytes / 1000)} kB, ${madeAt.length}`,
    },
    { what: "  whole at each write, bodies only", figure: `${short(whole / 1000)} kB` },
  ];
}
