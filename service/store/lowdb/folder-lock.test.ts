import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import {
  FolderInUseError,
  FolderLock,
  FolderLostError,
  type LockOptions,
  type LockTiming,
} from "./folder-lock.ts";
import { LockFile } from "./lock-file.ts";
import type { Listen } from "./lock-socket.ts";

/** As fast as a loaded machine bears. */
const pace: LockTiming = { beatMs: 40, leaseMs: 80, settleMs: 200, looks: 10 };

/** A file system without sockets, as SMB and Docker Desktop have it. */
const noSockets: Listen = () =>
  Promise.reject(Object.assign(new Error("listen ENOTSUP: operation not supported"), { code: "ENOTSUP" }));

/** Another host: what listens there cannot be reached from here, and nothing of here from there. */
const elsewhere: Listen = async (server: Server) => {
  server.listen(0, "127.0.0.1");
};

const systems: Readonly<Record<string, LockOptions>> = {
  "where sockets can be made": { pace },
  "where no socket can be made": { pace, listen: noSockets },
  "between hosts": { pace, listen: elsewhere },
};

describe("the lock of a data folder", () => {
  const newFolder = temporaryFolders();
  const open: FolderLock[] = [];
  const take = async (folder: string, options: LockOptions) => {
    const lock = await FolderLock.take(folder, options);
    open.push(lock);
    return lock;
  };
  const held = (lock: FolderLock) => {
    try {
      lock.assertHeld();
      return true;
    } catch (error) {
      assert.ok(error instanceof FolderLostError);
      return false;
    }
  };
  afterEach(async () => {
    for (const lock of open.splice(0)) await lock.release();
  });

  const remove = async (folder: string, names: readonly string[]) => {
    for (const name of names) await fs.rm(join(folder, name), { force: true });
  };
  /** What somebody else may remove from a folder at any time. */
  const removals = fc.subarray(["lock", "lock.sock", "lock.free", "lock.sock.clearing"]);

  for (const [where, options] of Object.entries(systems))
    describe(where, () => {
      it("is one holder's at a time, and the next one's at once when that leaves in order", async () => {
        const folder = newFolder();
        await fs.writeFile(join(folder, "index.jsonl"), "");
        await (await take(folder, options)).release();
        const first = await take(folder, options);
        await assert.rejects(FolderLock.take(folder, options), FolderInUseError);
        assert.ok(held(first));
        await first.release();
        const second = await take(folder, { ...options, pace: { ...pace, settleMs: 1e9, looks: 1e9 } });
        assert.ok(held(second));
      });

      it("is one taker's of many at once", async () => {
        const folder = newFolder();
        const taken = await Promise.allSettled(Array.from({ length: 8 }, () => take(folder, options)));
        assert.equal(taken.filter(({ status }) => status === "fulfilled").length, 1);
        for (const result of taken)
          if (result.status === "rejected")
            assert.ok(result.reason instanceof FolderInUseError, String(result.reason));
      });

      it("is never two holders', whatever is removed while one holds it and another comes", async () => {
        await fc.assert(
          fc.asyncProperty(removals, removals, fc.nat(80), async (first, second, pauseMs) => {
            const folder = newFolder();
            await fs.writeFile(join(folder, "index.jsonl"), "");
            const holder = await take(folder, options);
            await remove(folder, first);
            const taking = FolderLock.take(folder, options).then(
              (lock) => {
                open.push(lock);
                // In the very moment in which the second may write, the first may not.
                assert.ok(!held(holder), "two hold the folder");
                return lock;
              },
              (error) => {
                assert.ok(error instanceof FolderInUseError, String(error));
              },
            );
            await new Promise((resolve) => setTimeout(resolve, pauseMs));
            await remove(folder, second);
            const other = await taking;
            assert.notEqual(held(holder), other !== undefined && held(other));
            await other?.release();
            await holder.release();
          }),
          { numRuns: 15 },
        );
      });

      it("goes to the next one by itself when its holder has died", async () => {
        const folder = newFolder();
        const holder = await take(folder, options);
        const file = join(folder, "lock");
        const record = await fs.readFile(file);
        await holder.release();
        await fs.rm(join(folder, "lock.free"));
        await fs.writeFile(file, record);
        assert.ok(held(await take(folder, options)));
      });

      it("goes to one of many when its holder has died", async () => {
        const folder = newFolder();
        const holder = await take(folder, options);
        const record = await fs.readFile(join(folder, "lock"));
        await holder.release();
        await fs.rm(join(folder, "lock.free"));
        await fs.writeFile(join(folder, "lock"), record);
        const taken = await Promise.allSettled(Array.from({ length: 8 }, () => take(folder, options)));
        assert.equal(taken.filter(({ status }) => status === "fulfilled").length, 1);
      });

      it("goes to the next one although its file is damaged", async () => {
        const folder = newFolder();
        await fs.writeFile(join(folder, "lock"), "\0\0\0{");
        assert.ok(held(await take(folder, options)));
      });
    });

  it("is lost by who has slept while another took it, before anything is written, and that is told once", async () => {
    const folder = newFolder();
    const errors: FolderLostError[] = [];
    // It beats too seldom to notice by itself.
    const slow = { ...pace, beatMs: 1e6, leaseMs: 1 };
    const sleeper = await take(folder, {
      pace: slow,
      listen: noSockets,
      onLost: (error) => errors.push(error),
    });
    const path = join(folder, "journal");
    const file = await sleeper.guard(fs.open)(path, "w+");
    await file.write(Buffer.from("a"), 0, 1, 0);
    const other = await take(folder, { pace, listen: noSockets });
    for (const attempt of [
      async () => file.write(Buffer.from("b"), 0, 1, 0),
      async () => file.truncate(0),
      async () => sleeper.guard(fs.open)(path, "r+"),
    ])
      await assert.rejects(attempt, FolderLostError);
    assert.equal(await fs.readFile(path, "utf8"), "a");
    assert.equal(errors.length, 1);
    await file.close();
    await sleeper.release();
    assert.ok(held(other));
  });

  it("is kept by a holder whose file is removed again and again, in whatever moment it looks", async () => {
    const folder = newFolder();
    // Every look is at the file, while a beat may just be making it again.
    const holder = await take(folder, { pace: { ...pace, beatMs: 1, leaseMs: 0 }, listen: noSockets });
    for (let removal = 0; removal < 50; removal++) {
      await remove(folder, ["lock"]);
      for (let look = 0; look < 20; look++) {
        assert.ok(held(holder), `removal ${removal}, look ${look}`);
        await new Promise((resolve) => setImmediate(resolve));
        if (look % 5 === 4) await remove(folder, ["lock"]);
      }
    }
  });

  it("is kept by a holder whose clock jumps", async () => {
    const folder = newFolder();
    const holder = await take(folder, { pace, listen: noSockets });
    const { now } = Date;
    try {
      for (const jump of [1e12, -1e12]) {
        Date.now = () => now() + jump;
        assert.ok(held(holder));
        await assert.rejects(FolderLock.take(folder, { pace, listen: noSockets }), FolderInUseError);
      }
    } finally {
      Date.now = now;
    }
  });

  it("is refused at once beside a service of before, which knows the socket alone", async () => {
    const folder = newFolder();
    const server = createServer().listen(join(folder, "lock.sock"));
    await new Promise((resolve) => server.once("listening", resolve));
    await assert.rejects(FolderLock.take(folder, { pace }), FolderInUseError);
    server.close();
  });

  it("names who has it when that is another machine", async () => {
    const folder = newFolder();
    const file = new LockFile(join(folder, "lock"));
    const record = { token: "t", machine: "m", host: "web-2", pid: 7, beat: 0 };
    await file.create(record);
    const beating = setInterval(() => {
      record.beat += 1;
      file.overwrite(record);
    }, 10);
    await assert.rejects(FolderLock.take(folder, { pace, listen: noSockets }), /\(process 7 on web-2\)/);
    clearInterval(beating);
  });
});
