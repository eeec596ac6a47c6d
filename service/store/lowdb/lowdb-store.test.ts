import assert from "node:assert/strict";
import { put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { describeShareStore } from "../contract.ts";
import { LowdbStore } from "./lowdb-store.ts";

describe("LowdbStore", () => {
  const newFolder = temporaryFolders();

  describeShareStore("LowdbStore", () => LowdbStore.open({ dataDir: newFolder() }));
  describeShareStore("LowdbStore that may keep nothing open", () =>
    LowdbStore.open({ dataDir: newFolder(), limits: { bytes: 0, files: 0 } }),
  );

  it("remembers changes and openings when it is opened again", async () => {
    const dataDir = newFolder();
    const meta = sampleMeta();
    const { shareId } = meta;
    const first = await LowdbStore.open({ dataDir });
    await first.create(meta);
    await first.update(shareId, { title: "Another", expiresAt: 9, mode: "snapshot" });
    await first.append(shareId, [put(1, "a")]);
    await first.countOpen(shareId, 5);
    await first.countOpen(shareId, 6);
    await first.close();
    const again = await LowdbStore.open({ dataDir });
    const changed = { ...meta, title: "Another", expiresAt: 9, mode: "snapshot" };
    assert.deepEqual(await again.get(shareId), { state: "live", meta: changed });
    assert.deepEqual(await again.opens(shareId), { count: 2, lastAt: 6 });
    assert.equal(await again.revision(shareId), 1);
    await again.close();
  });
});
