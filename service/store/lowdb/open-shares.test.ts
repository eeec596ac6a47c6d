import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { put } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { placeBatch } from "../contents/placed-batch.ts";
import { ShareGoneError, StoreUnavailableError } from "../errors.ts";
import { appendTo } from "./append-to.ts";
import { OpenShares } from "./open-shares.ts";

const MUCH = Number.POSITIVE_INFINITY;
const FULL = new StoreUnavailableError("disk full");

describe("the shares that are in memory", () => {
  const newFolder = temporaryFolders();
  let folder: string;
  /** Names of the journals that were opened, and of those that were closed. */
  let opened: string[];
  let closed: string[];

  beforeEach(() => {
    folder = newFolder();
    opened = [];
    closed = [];
  });

  const sharesOf = (limits: { bytes?: number; files?: number } = {}) =>
    new OpenShares(
      async (shareId) => ({
        path: join(folder, shareId),
        name: shareId,
        mayBeNew: true,
        keepAside: async () => "damage",
        open: async (...args) => {
          const file = await fs.open(...args);
          const close = file.close.bind(file);
          opened.push(shareId);
          file.close = async () => {
            closed.push(shareId);
            await close();
          };
          return file;
        },
      }),
      { bytes: MUCH, files: MUCH, ...limits },
    );
  const touch = (shares: OpenShares, ...ids: readonly string[]) =>
    ids.reduce(
      (before, id) =>
        before.then(() => shares.use(id, (share) => appendTo(share, placeBatch([put(1, id)]), undefined))),
      Promise.resolve<unknown>(undefined),
    );
  /** Long enough for a file to be closed that should stay open. */
  const soon = () => new Promise((resolve) => setTimeout(resolve, 20));
  const untilClosed = async (...names: readonly string[]) => {
    while (closed.length < names.length) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(closed, names);
  };

  it("are opened once, and stay open within the limits", async () => {
    const shares = sharesOf({ files: 2 });
    await touch(shares, "a", "b", "a", "b");
    assert.deepEqual(opened, ["a", "b"]);
    assert.deepEqual(closed, []);
    await shares.closeAll();
    assert.deepEqual(closed.sort(), ["a", "b"]);
  });

  it("are closed beyond the number of files, the one that was used least recently first", async () => {
    const shares = sharesOf({ files: 2 });
    await touch(shares, "a", "b", "a", "c");
    await untilClosed("b");
    await touch(shares, "a");
    assert.deepEqual(opened, ["a", "b", "c"]);
    await shares.closeAll();
  });

  it("are closed beyond the memory that they may take", async () => {
    const shares = sharesOf({ bytes: 1 });
    await touch(shares, "a", "b");
    await untilClosed("a", "b");
  });

  it("stay open while somebody works with them, or holds them by a pin", async () => {
    const shares = sharesOf({ files: 0 });
    const unpin = await shares.use("a", async (_, pin) => {
      await soon();
      assert.deepEqual(closed, []);

      return pin();
    });
    await soon();
    assert.deepEqual(closed, []);
    unpin();
    await untilClosed("a");
  });

  it("are read anew after a failure, and the failed one stays for those who work with it", async () => {
    const shares = sharesOf();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const working = [first, second].map(({ promise }) => shares.use("a", () => promise));
    await assert.rejects(
      shares.use("a", () => Promise.reject(FULL)),
      FULL,
    );
    await touch(shares, "a");
    assert.deepEqual(opened, ["a", "a"]);
    first.resolve();
    await working[0];
    await soon();
    assert.deepEqual(closed, []);
    second.resolve();
    await working[1];
    await untilClosed("a");
    await shares.closeAll();
    assert.deepEqual(closed, ["a", "a"]);
  });

  it("are used anew after any other error", async () => {
    const shares = sharesOf();
    await assert.rejects(
      shares.use("a", () => Promise.reject(new Error("no"))),
      /no/,
    );
    await touch(shares, "a");
    assert.deepEqual(opened, ["a"]);
    await shares.closeAll();
  });

  it("are closed as soon as nobody works with them, when they are to be", async () => {
    const shares = sharesOf();
    const work = Promise.withResolvers<void>();
    const working = shares.use("a", () => work.promise);
    let isClosed = false;
    const closing = shares.close("a", new ShareGoneError("revoked")).then(() => {
      isClosed = true;
    });
    await soon();
    assert.deepEqual([isClosed, closed], [false, []]);
    work.resolve();
    await working;
    await closing;
    assert.deepEqual(closed, ["a"]);
    await shares.close("a", new ShareGoneError("revoked"));
  });
});
