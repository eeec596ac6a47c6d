// Streams texts into a storage as an agent does; in a process of its own, so that the engine's CPU time is its alone.
import { setTimeout } from "node:timers/promises";
import { textPart } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { sampleText } from "../sample-text.ts";
import type { Streamed, StreamOrder } from "./stream-writer.ts";

process.on("message", (order: StreamOrder) => {
  void writeSlowly(order).then((streamed) => process.send?.(streamed));
});

async function writeSlowly(order: StreamOrder): Promise<Streamed> {
  const { dataDir, sessionId, messageId, length, steps, intervalMs, seed } = order;
  const storage = new SqliteStorage(dataDir);
  const text = sampleText(length, seed);
  const start = performance.now();
  let id: string | undefined;
  let wholeBytes = 0;
  for (let step = 1; step <= steps; step++) {
    const content = textPart(text.slice(0, (length * step) / steps).toWellFormed());
    id = storage.putPart(sessionId, messageId, id === undefined ? content : { ...content, id });
    wholeBytes += Buffer.byteLength(JSON.stringify(content));
    await setTimeout(Math.max(0, start + step * intervalMs - performance.now()));
  }
  storage.close();
  return { text, wholeBytes };
}
