import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { describeAuditLog, found, sampleRecord } from "../../audit/audit-log-contract.ts";
import { collect } from "../../testing/collect.ts";
import { FullDisk } from "../../testing/full-disk.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import { LowdbAuditLog } from "./lowdb-audit-log.ts";

describe("LowdbAuditLog", () => {
  const newFolder = temporaryFolders();
  describeAuditLog("LowdbAuditLog", async () => new LowdbAuditLog(newFolder()));

  const records = [1, 2, 3].map((n) => sampleRecord({ at: n, detail: `ä🎉 ${n}` }));

  /** A folder with these records in one file; answers its path, too. */
  async function written() {
    const folder = newFolder();
    const log = new LowdbAuditLog(folder);
    for (const record of records) await log.append(record);
    await log.close();
    return { folder, path: join(folder, "audit", "1970-01.jsonl") };
  }

  it("has a file a month, which nobody else may read", async () => {
    const folder = newFolder();
    const log = new LowdbAuditLog(folder);
    await log.append(sampleRecord({ at: Date.UTC(2026, 9, 31, 23) }));
    await log.append(sampleRecord({ at: Date.UTC(2026, 10, 1) }));
    await log.close();
    assert.deepEqual(await fs.readdir(join(folder, "audit")), ["2026-10.jsonl", "2026-11.jsonl"]);
    const { mode } = await fs.stat(join(folder, "audit", "2026-11.jsonl"));
    if (process.platform !== "win32") assert.equal(mode & 0o777, 0o600);
  });

  it("torn at any byte, it has every record before the tear, and goes on after it", async () => {
    const { folder, path } = await written();
    const bytes = await fs.readFile(path);
    const next = sampleRecord({ at: 4 });
    for (let tear = 0; tear <= bytes.length; tear++) {
      await fs.writeFile(path, bytes.subarray(0, tear));
      const whole = bytes.subarray(0, tear).toString("latin1").split("\n").length - 1;
      const log = new LowdbAuditLog(folder);
      assert.deepEqual(await found(log), records.slice(0, whole), `torn at ${tear}`);
      await log.append(next);
      assert.deepEqual(await found(log), [...records.slice(0, whole), next], `torn at ${tear}`);
      await log.close();
    }
  });

  it("passes over a damaged record, keeps all others, and says which one it is", async () => {
    const { folder, path } = await written();
    const text = await fs.readFile(path, "utf8");
    await fs.writeFile(path, text.replace("ä🎉 2", "ä🎉 9"));
    const log = new LowdbAuditLog(folder);
    await log.append(sampleRecord({ at: 4 }));
    assert.deepEqual(
      (await found(log)).map(({ at }) => at),
      [1, 3, 4],
    );
    const [month] = await collect(log.verify());
    assert.equal(month?.records, 3);
    assert.match(
      month?.problem ?? "",
      /^line 2: the checksum is wrong .*kept aside as damaged\/audit-1970-01/,
    );
    await log.close();
  });

  it("finishes what was begun when it is closed, and takes nothing more", async () => {
    const folder = newFolder();
    const log = new LowdbAuditLog(folder);
    const begun = records.map((record) => log.append(record));
    await log.close();
    await Promise.all(begun);
    await assert.rejects(log.append(sampleRecord()), StoreUnavailableError);
    const again = new LowdbAuditLog(folder);
    assert.deepEqual(await found(again), records);
    await again.close();
  });

  it("writes what waits together", async () => {
    let syncs = 0;
    const log = new LowdbAuditLog(newFolder(), async (path, flags, mode) => {
      const file = await fs.open(path, flags, mode);
      const datasync = file.datasync.bind(file);
      file.datasync = () => {
        syncs += 1;
        return datasync();
      };
      return file;
    });
    await Promise.all(Array.from({ length: 100 }, (_, at) => log.append(sampleRecord({ at }))));
    assert.ok(syncs <= 2, `${syncs} syncs`);
    await log.close();
  });

  it("takes nothing that it cannot write, and goes on when there is room", async () => {
    const disk = new FullDisk();
    const log = new LowdbAuditLog(newFolder(), disk.open);
    await log.append(sampleRecord({ at: 1 }));
    disk.room = 10;
    await assert.rejects(log.append(sampleRecord({ at: 2 })), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    await log.append(sampleRecord({ at: 3 }));
    assert.deepEqual(
      (await found(log)).map(({ at }) => at),
      [1, 3],
    );
    await log.close();
  });

  it("leaves a month as it was when there is no room to write it again", async () => {
    const disk = new FullDisk();
    const log = new LowdbAuditLog(newFolder(), disk.open);
    for (const record of records) await log.append(record);
    disk.room = 10;
    await assert.rejects(log.purge(2), StoreUnavailableError);
    assert.deepEqual(await found(log), records);
    disk.room = Number.POSITIVE_INFINITY;
    assert.equal(await log.purge(2), 1);
    assert.deepEqual(await found(log), records.slice(1));
    await log.close();
  });
});
