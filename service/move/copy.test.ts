import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Place } from "../storage/movable-stores.ts";
import { closeStores, openDatabaseStores, openStores, type Stores } from "../storage/stores.ts";
import { UnfinishedCopyError } from "../store/copy-mark.ts";
import { StoreUnavailableError } from "../store/errors.ts";
import { Database } from "../store/postgres/database.ts";
import { DatabaseLease } from "../store/postgres/database-lease.ts";
import { MIGRATIONS } from "../store/postgres/schema.ts";
import { type Lives, lives, liveThrough } from "../testing/lived-in.ts";
import { append, put, sampleMeta } from "../testing/sample.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { emptyDatabase, readyDatabase } from "../testing/test-databases.ts";
import { type Asked, toldBy } from "../testing/told-by-stores.ts";
import { copyService } from "./copy.ts";

const folder = (dataDir: string) => ({ kind: "folder", dataDir, as: "the folder" }) as const;
const database = (url: string) => ({ kind: "database", url, as: "the database" }) as const;
const copy = (from: Place, to: Place, tell: (status: string) => void = () => {}) =>
  copyService({ from: { ...from, as: "--from" }, to: { ...to, as: "--to" }, tell });

describe("a copy of all that a service keeps", () => {
  const newFolder = temporaryFolders();
  const inFolder = () => folder(join(newFolder(), "data"));

  async function at<T>(place: Place, work: (stores: Stores) => Promise<T>): Promise<T> {
    const stores = await (place.kind === "folder"
      ? openStores(place.dataDir)
      : openDatabaseStores(place.url));
    try {
      return await work(stores);
    } finally {
      await closeStores(stores);
    }
  }
  const told = (place: Place, asked: Asked) => at(place, (stores) => toldBy(stores, asked));
  /** A folder in which something has happened. */
  async function livedIn(life: Lives): Promise<{ place: ReturnType<typeof folder>; asked: Asked }> {
    const place = inFolder();
    const asked = await at(place, async (stores) => {
      await stores.key();
      return liveThrough(stores, life);
    });
    return { place, asked };
  }

  it("tells through its ports what the other tells, from a folder into a database and back into a folder", async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        const { place, asked } = await livedIn(life);
        const [there, back] = [database(await readyDatabase()), inFolder()];
        const first = await copy(place, there);
        const second = await copy(there, back);
        assert.equal(first.hash, second.hash);
        const [before, between, after] = await Promise.all([place, there, back].map((at) => told(at, asked)));
        const inTime = (all: { audit?: { at: number }[] }) => ({
          ...all,
          audit: all.audit?.toSorted((a, b) => a.at - b.at),
        });
        assert.deepEqual(between, inTime(before as object));
        assert.deepEqual(after, between);
      }),
      { numRuns: 8 },
    );
  });

  it("is gone on with wherever it was cut off, and takes along what has changed since", async () => {
    await fc.assert(
      fc.asyncProperty(lives, lives, fc.nat(30), fc.boolean(), async (life, later, cutAt, isDatabase) => {
        const { place, asked } = await livedIn(life);
        const to = isDatabase ? database(await readyDatabase()) : inFolder();
        let left = cutAt;
        const cut = new Error("cut off");
        const first = await copy(place, to, () => {
          if (left-- === 0) throw cut;
        }).catch((error: unknown) => error);
        if (first === cut && cutAt > 2)
          await assert.rejects(
            at(to, async () => {}),
            UnfinishedCopyError,
          );
        if (first === cut) {
          const more = await at(place, async (stores) => {
            for (const shareId of asked.shareIds.slice(0, 2)) await changed(stores, shareId);
            await stores.tokens.revoke(asked.tokens[0] ?? "");
            return liveThrough(stores, later);
          });
          await copy(place, to);
          assert.deepEqual(await told(to, more), inOrder(await told(place, more), isDatabase));
        }
        assert.deepEqual(await told(to, asked), inOrder(await told(place, asked), isDatabase));
      }),
      { numRuns: 10 },
    );
  });

  const inOrder = (all: { audit?: { at: number }[] }, isByTime: boolean) =>
    isByTime ? { ...all, audit: all.audit?.toSorted((a, b) => a.at - b.at) } : all;

  async function changed({ shares }: Stores, shareId: string): Promise<void> {
    const share = await shares.get(shareId);
    if (share?.state !== "live") return;
    await shares.append(shareId, [put(7, "later")]);
    if (share.version % 2 === 0) await shares.remove(shareId, "revoked", 5_000);
  }

  it("goes on where texts were growing, and remembers to whom it need not tell everything", async () => {
    const { place } = await livedIn({ shares: [], tokens: [], sessions: 0, audit: [] });
    const meta = sampleMeta();
    await at(place, async ({ shares }) => {
      await shares.create(meta);
      await shares.append(meta.shareId, [put(1, "one"), put(2, "two")]);
      for (const [at, text] of [" half \ud83d", "\ude00 and", " on"].entries())
        await shares.append(meta.shareId, [append(1, [3, 10, 15][at] ?? 0, text)]);
    });
    const there = database(await emptyDatabase());
    await copy(place, there);
    const back = inFolder();
    await copy(there, back);
    for (const place of [there, back])
      await at(place, async ({ shares }) => {
        await shares.append(meta.shareId, [append(1, 18, "!")]);
        const step = await shares.readSince(meta.shareId, 4);
        assert.deepEqual([step.base, step.reset], [4, undefined]);
        const texts: string[] = [];
        for await (const entry of step.entries())
          if ("content" in entry) for await (const piece of entry.content()) texts.push(piece.toString());
        step.close();
        assert.equal(JSON.parse(texts.join("")).text, "one half 😀 and on!");
      });
  });

  it("knows contents of many pieces, and of more keys than go in one statement", async () => {
    const { place } = await livedIn({ shares: [], tokens: [], sessions: 0, audit: [] });
    const meta = sampleMeta();
    await at(place, async ({ shares }) => {
      await shares.create(meta);
      await shares.append(meta.shareId, [put(0, "é".repeat(3_000_000))]);
      for (let from = 0; from < 1_200; from += 400)
        await shares.append(
          meta.shareId,
          Array.from({ length: 400 }, (_, n) => put(from + n + 1, `text ${n} ${"x".repeat(1_000)}`)),
        );
    });
    const [there, back] = [database(await emptyDatabase()), inFolder()];
    assert.equal((await copy(place, there)).hash, (await copy(there, back)).hash);
    const asked = { shareIds: [meta.shareId], tokens: [], users: [], sessions: [] };
    assert.deepEqual(await told(back, asked), await told(place, asked));
  });

  it("keeps over which sessions are that had begun before some were lost", async () => {
    const { place } = await livedIn({ shares: [], tokens: [], sessions: 2, audit: [] });
    const dataDir = (place as { dataDir: string }).dataDir;
    for (const name of ["sessions.jsonl", "sessions.copy.jsonl"]) {
      const lines = readFileSync(join(dataDir, name), "latin1").split("\n");
      writeFileSync(join(dataDir, name), [...lines.slice(0, 1), ...lines.slice(2)].join("\n"), "latin1");
    }
    await at(place, async ({ sessions, damage }) => {
      assert.equal(await sessions.isEnded("any", Date.now() - 1), true);
      for (const { name } of await damage.list()) await damage.accept(name);
    });
    const [there, back] = [database(await emptyDatabase()), inFolder()];
    await copy(place, there);
    await copy(there, back);
    for (const place of [there, back])
      await at(place, async ({ sessions }) => {
        assert.equal(await sessions.isEnded("any", Date.now() - 3_600_000), true);
        assert.equal(await sessions.isEnded("any", Date.now() + 1), false);
      });
  });

  describe("of a database that is served meanwhile", () => {
    const life: Lives = {
      shares: Array.from({ length: 4 }, () => ({
        meta: {},
        acts: [{ act: "sync", changes: [{ act: "put", key: 1, text: "before" }] }],
      })),
      tokens: [false, true],
      sessions: 2,
      audit: [Date.UTC(2026, 9, 30)],
    };
    async function served() {
      const place = database(await readyDatabase());
      const asked = await at(place, async (stores) => {
        await stores.key();
        return liveThrough(stores, life);
      });
      return { place, asked };
    }

    it("is of one moment, whatever becomes of it", async () => {
      const { place, asked } = await served();
      const before = await told(place, asked);
      const backup = inFolder();
      await at(place, async (stores) => {
        let changing: Promise<unknown> | undefined;
        const change = async () => {
          const [first = "", second = ""] = asked.shareIds;
          await stores.shares.remove(first, "revoked", 9);
          await stores.shares.append(second, [put(1, "after")]);
          await stores.tokens.revoke(asked.tokens[0] ?? "");
          await liveThrough(stores, life);
        };
        await copy({ ...place, isServed: true }, backup, (status) => {
          if (status.startsWith("reading")) changing ??= change();
        });
        await changing;
      });
      assert.deepEqual(await told(backup, asked), before);
      const restored = database(await emptyDatabase());
      await copy(backup, restored);
      assert.deepEqual(await told(restored, asked), before);
    });

    it("goes while the service holds it, and is no copy when its connection was cut, until it is made again", async () => {
      const { place, asked } = await served();
      const running = new Database({ url: place.url });
      const lease = await DatabaseLease.take(running);
      const backup = inFolder();
      let cut: Promise<unknown> | undefined;
      await assert.rejects(
        copy({ ...place, isServed: true }, backup, (status) => {
          if (status.startsWith("copying shares"))
            cut ??= running.query(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()",
            );
        }),
        StoreUnavailableError,
      );
      await cut;
      await assert.rejects(
        at(backup, async () => {}),
        UnfinishedCopyError,
      );
      await copy({ ...place, isServed: true }, backup);
      assert.deepEqual(await told(backup, asked), await told(place, asked));
      await lease.release();
      await running.close();
    });

    it("is refused where the service is of another version, and the database stays what it is", async () => {
      const { place } = await served();
      const older = new Database({ url: place.url });
      await older.query("UPDATE schema_version SET version = version - 1");
      await assert.rejects(
        copy({ ...place, isServed: true }, inFolder()),
        /--from: .* is of another version/,
      );
      assert.deepEqual(await older.query("SELECT version FROM schema_version"), [
        { version: MIGRATIONS.length - 1 },
      ]);
      await older.close();
    });
  });

  describe("is refused, and nothing is changed,", () => {
    const something: Lives = { shares: [{ meta: {}, acts: [] }], tokens: [false], sessions: 1, audit: [1] };

    it("where the other place holds what a service keeps, be it only a token", async () => {
      const { place } = await livedIn(something);
      for (const other of [
        { ...something, shares: [], sessions: 0, audit: [] },
        { ...something, shares: [], sessions: 0, tokens: [] },
        { ...something, tokens: [], sessions: 0, audit: [] },
        { ...something, shares: [], tokens: [], audit: [] },
      ]) {
        const { place: taken, asked } = await livedIn(other);
        const before = await told(taken, asked);
        await assert.rejects(copy(place, taken), /already holds what a service keeps/);
        assert.deepEqual(await told(taken, asked), before);
        const inDatabase = database(await emptyDatabase());
        await copy(taken, inDatabase);
        await assert.rejects(copy(place, inDatabase), /already holds what a service keeps/);
      }
    });

    it("where it holds something that is no service's", async () => {
      const { place } = await livedIn(something);
      const letters = newFolder();
      writeFileSync(join(letters, "letter.txt"), "dear");
      await assert.rejects(copy(place, folder(letters)), /holds something that is no service's/);
      assert.deepEqual(readdirSync(letters), ["letter.txt"]);
      const url = await emptyDatabase();
      const others = new Database({ url });
      await others.query("CREATE TABLE token (mine text)");
      await assert.rejects(copy(place, database(url)), /holds something that is no service's/);
      assert.deepEqual(
        await others.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"),
        [{ table_name: "token" }],
      );
      await others.close();
    });

    it("where it holds an unfinished copy of another service", async () => {
      const [{ place }, { place: another }] = [await livedIn(something), await livedIn(something)];
      for (const to of [inFolder(), database(await emptyDatabase())]) {
        await assert.rejects(
          copy(place, to, (status) => {
            if (status.startsWith("copying shares")) throw new Error("cut off");
          }),
          /cut off/,
        );
        await assert.rejects(copy(another, to), /unfinished copy of something else/);
        await assert.rejects(
          copy(to, inFolder()),
          /^PlaceError: --from: a copy into this .* is not finished/,
        );
        await copy(place, to);
      }
    });

    it("where nothing is kept in what is to be copied", async () => {
      const empty = newFolder();
      for (const from of [folder(empty), folder(join(empty, "none")), database(await emptyDatabase())])
        await assert.rejects(copy(from, inFolder()), /--from: nothing is kept in/);
      assert.deepEqual(readdirSync(empty), []);
    });

    it("where a service runs on one of both", async () => {
      const { place } = await livedIn(something);
      const serving = await openStores(place.dataDir);
      await assert.rejects(
        copy(place, inFolder()),
        /--from: a service, or another copy, runs on the data folder/,
      );
      const { place: other } = await livedIn(something);
      await assert.rejects(copy(other, place), /--to: a service, or another copy, runs on the data folder/);
      await closeStores(serving);
      const url = await readyDatabase();
      const running = new Database({ url });
      const lease = await DatabaseLease.take(running, { renewMs: 100 });
      await assert.rejects(
        copy(place, database(url)),
        /--to: a service, or another copy, runs on the database/,
      );
      await assert.rejects(copy(database(url), inFolder()), /--from: a service, or another copy, runs on/);
      await lease.release();
      await running.close();
    });

    it("where something is damaged, until that is decided", async () => {
      const sync = { act: "sync", changes: [{ act: "put", key: 1, text: "kept" }] } as const;
      const { place } = await livedIn({ ...something, shares: [{ meta: {}, acts: [sync, sync] }] });
      const to = inFolder();
      const [name = ""] = readdirSync(join(place.dataDir, "shares"));
      writeFileSync(join(place.dataDir, "shares", name), "what is this?\n");
      await assert.rejects(copy(place, to), /is damaged, and a copy would hide that.*verify/s);
      assert.throws(() => readdirSync((to as { dataDir: string }).dataDir));
    });

    it("where both are the same", async () => {
      const { place } = await livedIn(something);
      await assert.rejects(copy(place, folder(join(place.dataDir, "."))), /name the same/);
      const url = await emptyDatabase();
      await copy(place, database(url));
      await assert.rejects(copy(database(url), database(`${url}?application_name=x`)), /name the same/);
    });
  });

  it("says no password, whatever goes wrong", async () => {
    const { place } = await livedIn({ shares: [], tokens: [], sessions: 0, audit: [] });
    const url = new URL(await emptyDatabase());
    url.password = "s3cret";
    await assert.rejects(copy(place, database(url.href)), (error: Error) => {
      assert.match(error.message, /^--to: the database refuses this user or password/);
      assert.doesNotMatch(error.message, /s3cret/);
      return true;
    });
  });

  it("may be made into a folder that is there and empty, or has what a file system puts there", async () => {
    const { place } = await livedIn({ shares: [], tokens: [true], sessions: 0, audit: [] });
    const mounted = newFolder();
    mkdirSync(join(mounted, "lost+found"));
    assert.equal((await copy(place, folder(mounted))).tokens, 0);
    await at(folder(mounted), async ({ tokens }) => assert.deepEqual(await tokens.list(), []));
  });
});
