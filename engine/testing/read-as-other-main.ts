// Reads a storage as somebody who is not root, whom permissions bind: for each line that comes in, says the titles of its
// sessions and the texts of the first, or why it cannot.
import { createInterface } from "node:readline";
import { openTestStorage, transcriptOf } from "./test-storage.ts";

const NOBODY = 65_534;

const storage = openTestStorage(process.argv[2] ?? "");
// SQLite and all modules are there before the rights are given up, wherever they lie.
await import("node:sqlite");
if (process.getuid?.() === 0) {
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
for await (const _ of createInterface({ input: process.stdin })) {
  const said = await read().catch((error: unknown) => ({ failed: String(error) }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

async function read() {
  const sessions = await storage.source.list();
  const texts = sessions[0] ? transcriptOf(await storage.source.read(sessions[0].id)) : [];
  return { titles: sessions.map(({ title }) => title), texts };
}
