import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { closeStores, openStores, type Stores } from "../storage/stores.ts";
import { StoreUnavailableError } from "../store/errors.ts";
import { FullDisk } from "../testing/full-disk.ts";
import { LiveClient } from "../testing/live-client.ts";
import { put } from "../testing/sample.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { TestApp } from "../testing/test-app.ts";

describe("a share that is found damaged while it is read", () => {
  const newFolder = temporaryFolders();
  let dataDir: string;
  let disk: FullDisk;
  let stores: Stores;
  let service: TestApp;
  let share: CreateShareResponse;
  let url: string;

  beforeEach(async () => {
    dataDir = newFolder();
    disk = new FullDisk();
    stores = await openStores(dataDir, { open: disk.open });
    service = await TestApp.build({ stores });
    url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    share = await service.create();
    await stores.shares.append(share.shareId, [put(1, "kept")]);
    await stores.shares.append(share.shareId, [put(2, "a secret")]);
  });
  afterEach(async () => {
    await service.app.close();
    await closeStores(stores);
  });

  /** Takes the last record from the share's file, which is read anew the next time: a write to it has failed. */
  async function damage(): Promise<void> {
    disk.room = 0;
    await assert.rejects(stores.shares.append(share.shareId, [put(3, "x")]), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    const path = join(dataDir, "shares", `${share.shareId}.jsonl`);
    const lines = readFileSync(path, "utf8").split("\n");
    const last = lines.findIndex((line) => line.includes("a secret"));
    writeFileSync(
      path,
      lines
        .slice(0, last)
        .map((line) => `${line}\n`)
        .join(""),
    );
  }
  const discover = () =>
    assert.rejects(
      stores.shares.readSince(share.shareId, 0),
      StoreUnavailableError,
      "who finds it is refused",
    );

  it("is cut off for all who follow it but its owner, and for all who are reading it", async () => {
    const viewer = new LiveClient(url, share.shareId);
    const owner = new LiveClient(url, share.shareId, 0, {
      headers: { authorization: `Bearer ${share.secret}` },
    });
    await Promise.all([viewer.untilRevision(2), owner.untilRevision(2)]);
    const readings = [
      await stores.shares.readSince(share.shareId, 0),
      await stores.shares.manifest(share.shareId),
    ];
    await damage();
    assert.ok(readings.every(({ signal }) => !signal.aborted));
    await discover();
    assert.ok(readings.every(({ signal }) => signal.aborted));
    assert.equal(await viewer.closed, "unauthorized");
    assert.equal(service.parts.hub.viewers(share.shareId), 1);
    const again = await stores.shares.readSince(share.shareId, 0);
    again.close();
    owner.socket.close();
    await owner.closed;
  });

  it("is cut off in the same way when it is the index that is damaged", async () => {
    const viewer = new LiveClient(url, share.shareId);
    await viewer.untilRevision(2);
    const reading = await stores.shares.readSince(share.shareId, 0);
    // With the first of them is written how often the share was opened.
    await service.create();
    const later = await service.create();
    disk.room = 0;
    await assert.rejects(stores.shares.update(later.shareId, { expiresAt: null }), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    for (const name of ["index.jsonl", "index.copy.jsonl"]) {
      const path = join(dataDir, name);
      writeFileSync(path, readFileSync(path, "utf8").replaceAll(later.shareId, "?".repeat(43)));
    }
    await stores.shares.get(share.shareId);
    assert.ok(reading.signal.aborted);
    assert.equal(await viewer.closed, "unauthorized");
  });

  it("ends for all who are reading it when its owner stops sharing it", async () => {
    const reading = await stores.shares.readSince(share.shareId, 0);
    await damage();
    await stores.shares.remove(share.shareId, "revoked", 1);
    assert.ok(reading.signal.aborted);
  });

  /** Finds the damage when somebody was let in, and has not begun to read. */
  function discoverInBetween(): void {
    const { shares } = stores;
    const readSince = shares.readSince.bind(shares);
    shares.readSince = async (shareId, revision) => {
      shares.readSince = readSince;
      await damage();
      await discover();
      return readSince(shareId, revision);
    };
  }

  it("is not read by who was let in just before", async () => {
    discoverInBetween();
    const { statusCode, body } = await service.call(routes.readShare, share.shareId);
    assert.equal(statusCode, 503);
    assert.ok(!body.includes("kept"));
  });

  it("is not followed by who was let in just before", async () => {
    discoverInBetween();
    const viewer = new LiveClient(url, share.shareId);
    await viewer.closed;
    assert.deepEqual(viewer.frames, []);
  });

  it("is read by its owner, also one who was let in just before", async () => {
    discoverInBetween();
    const { statusCode, body } = await service.call(routes.readShare, share.shareId, {
      secret: share.secret,
    });
    assert.equal(statusCode, 200);
    assert.ok(body.includes("kept"));
  });
});
