import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { collect } from "../../testing/collect.ts";
import { inText, manifestOf, stepSince } from "../../testing/read.ts";
import { append, put, sampleKey } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { LowdbStore } from "./lowdb-store.ts";

/** Made by an earlier version: journals without numbers, with appends, deletions, lost revisions and another title. */
const EARLIER = join(import.meta.dirname, "..", "..", "..", "fixtures", "earlier-data-folder");
const [LIVE, GONE] = ["1", "2"].map((n) => `fixture-of-an-earlier-version-000000000000${n}`);

describe("a data folder of an earlier version", () => {
  const newFolder = temporaryFolders();
  const shareId = LIVE ?? "";
  const contents = [
    { key: sampleKey(1), content: JSON.stringify({ type: "text", text: 'Hello "world"' }) },
    { key: sampleKey(2), content: JSON.stringify({ type: "text", text: "🎉\\\n" }) },
    { key: sampleKey(4), content: JSON.stringify({ a: { b: "😀!" }, n: [1, { t: "t" }] }) },
  ];

  async function openCopy(compaction?: { bytes: number; timesLive: number }) {
    const dataDir = newFolder();
    await fs.cp(EARLIER, dataDir, { recursive: true });
    return { dataDir, store: await LowdbStore.open({ dataDir, compaction }) };
  }

  it("tells what it told then", async () => {
    const { store } = await openCopy();
    const record = await store.get(shareId);
    assert.ok(record?.state === "live" && !record.isClosed);
    assert.equal(record.meta.title, "A later title");
    assert.deepEqual(await store.get(GONE ?? ""), {
      state: "gone",
      reason: "revoked",
      at: 1_700_000_000_001,
    });
    assert.deepEqual(inText(await stepSince(store, shareId, 0)), {
      base: 0,
      revision: 43,
      entries: contents,
    });
    assert.equal((await stepSince(store, shareId, 41)).reset, true);
    const { keys } = await manifestOf(store, shareId);
    assert.deepEqual(Object.values(keys), [
      "V1ynpOqcLp-yaS4LDkAtZg",
      "1J0YZgL4wvxNVYHabLXT7A",
      "QYtGcZniY3F8Ovb937zLDg",
    ]);
    for (const { name, problem } of await collect(store.verify())) assert.equal(problem, undefined, name);
    await store.close();
  });

  it("goes on, is rewritten, and is opened again", async () => {
    const { dataDir, store } = await openCopy({ bytes: 100, timesLive: 0 });
    await store.append(shareId, [append(1, 13, "!"), append(2, 4, "\ud83d")]);
    await store.append(shareId, [append(2, 5, "\ude00"), put(5, "new")]);
    const whole = inText(await stepSince(store, shareId, 0));
    await store.close();
    const again = await LowdbStore.open({ dataDir });
    assert.deepEqual(inText(await stepSince(again, shareId, 0)), whole);
    assert.match(JSON.stringify(whole), /🎉\\\\\\\\\\\\n😀/);
    await again.close();
  });
});
