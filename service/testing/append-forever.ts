/** Run as a child: appends to a share as fast as it can, and writes each acknowledged revision to stdout. */
import { LowdbStore } from "../store/lowdb/lowdb-store.ts";
import { put, sampleMeta } from "./sample.ts";

const [dataDir = "", shareId = ""] = process.argv.slice(2);
const store = await LowdbStore.open({ dataDir });
await store.create(sampleMeta({ shareId }));
for (let n = 0; ; n += 8)
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      const { revision } = await store.append(shareId, [put(n + writer, `text ${n + writer}`)]);
      process.stdout.write(`${revision} ${n + writer}\n`);
    }),
  );
