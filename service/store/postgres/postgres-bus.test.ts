import assert from "node:assert/strict";
import pg from "pg";
import { describeBus, Ear } from "../../bus/bus-contract.ts";
import { put, sampleMeta } from "../../testing/sample.ts";
import { readyDatabase } from "../../testing/test-databases.ts";
import { Database } from "./database.ts";
import { CHANNEL } from "./notifier.ts";
import { PostgresBus, type PostgresBusOptions } from "./postgres-bus.ts";
import { PostgresStore } from "./postgres-store.ts";
import { PostgresTokenStore } from "./postgres-token-store.ts";

const databases: Database[] = [];
after(() => Promise.all(databases.map((database) => database.close())));

const open = async (options: Omit<PostgresBusOptions, "database" | "url">) => {
  const url = await readyDatabase();
  const database = new Database({ url });
  databases.push(database);
  const tokens = new PostgresTokenStore(database);
  const newBus = async () => {
    const bus = new PostgresBus({ database, url, ...options });
    await bus.join();
    return bus;
  };
  let revoked = 0;
  return {
    url,
    database,
    store: new PostgresStore({ database }),
    newBus,
    endRights: async () => {
      const hash = `hash ${revoked++}`;
      const user = { id: "ann", org: "acme", groups: [], role: "member" } as const;
      await tokens.add({ hash, user, label: "", createdAt: 0, expiresAt: null });
      await tokens.revoke(hash);
    },
  };
};

const two = async (options: Omit<PostgresBusOptions, "database" | "url">) => {
  const { store, newBus, endRights, ...rest } = await open(options);
  return { ...rest, store, endRights, nodes: [await newBus(), await newBus()] as const };
};

/** No look comes to help. */
const NEVER_MS = 3_600_000;

describeBus("PostgreSQL with notifications", () => two({ kind: "notify", pollMs: NEVER_MS }), true);
describeBus("PostgreSQL with looks alone", () => two({ kind: "poll", pollMs: 20 }), false);

describe("PostgresBus", () => {
  const buses: PostgresBus[] = [];
  afterEach(() => Promise.all(buses.splice(0).map((bus) => bus.close())));

  async function begin(options: Omit<PostgresBusOptions, "database" | "url">) {
    const { nodes, ...rest } = await two(options);
    buses.push(...nodes);
    const [here, there] = nodes;
    new Ear(here);
    const ear = new Ear(there);
    const meta = sampleMeta();
    await rest.store.create(meta);
    ear.watched.add(meta.shareId);
    return { ...rest, here, there, ear, shareId: meta.shareId };
  }

  it("finds out by looking what nobody has told", async () => {
    const { store, ear, shareId } = await begin({ kind: "notify", pollMs: 20 });
    await ear.until(() => ear.looksAt(shareId));
    ear.heard.length = 0;
    const { revision } = await store.append(shareId, [put(1, "a")]);
    await store.update(shareId, { audience: "me" });
    await ear.until(() => ear.knowsStep(shareId, revision) && ear.looksAt(shareId));
  });

  it("looks again at what it could not act on", async () => {
    const { store, ear, shareId } = await begin({ kind: "poll", pollMs: 20 });
    let tries = 0;
    ear.act = async (news) => {
      if (news.kind === "step" && tries++ < 3) throw new Error("away");
    };
    const { revision } = await store.append(shareId, [put(1, "a")]);
    await ear.until(() => ear.knowsStep(shareId, revision));
    assert.equal(tries, 4);
  });

  it("listens again when its connection is cut or says nothing any more, and looks at once for what it has missed", async () => {
    const { url, store, here, ear, shareId } = await begin({ kind: "notify", pollMs: NEVER_MS });
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    try {
      await here.tell({ kind: "share", shareId });
      await store.append(shareId, [put(1, "a")]);
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'opencode-share listener'",
      );
      await ear.until(() => ear.knowsStep(shareId, 1));
      ear.heard.length = 0;
      await here.tell({ kind: "share", shareId });
      assert.ok(ear.looksAt(shareId));
    } finally {
      await admin.end();
    }
  });

  it("takes a connection for dead on which it does not hear itself", async () => {
    const { url, here, ear, shareId } = await begin({ kind: "notify", pollMs: 50 });
    await here.tell({ kind: "share", shareId });
    const listeners = async (client: pg.Client) =>
      (
        await client.query<{ pid: number }>(
          "SELECT pid FROM pg_stat_activity WHERE application_name = 'opencode-share listener'",
        )
      ).rows.map(({ pid }) => pid);
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    try {
      const before = await listeners(admin);
      // As behind a pooler: the connection lives, and nothing comes.
      await admin.query(`ALTER FUNCTION pg_notify(text, text) RENAME TO pg_notify_away`);
      for (;;) {
        const now = await listeners(admin);
        if (now.length > 0 && now.every((pid) => !before.includes(pid))) break;
      }
      await admin.query(`ALTER FUNCTION pg_notify_away(text, text) RENAME TO pg_notify`);
      ear.heard.length = 0;
      for (let heard = false; !heard; ) {
        await here.tell({ kind: "share", shareId });
        heard = ear.looksAt(shareId);
      }
    } finally {
      await admin.end();
    }
  });

  it("waits no longer than a second for a node that does not act, and not for one that runs no more", async () => {
    const { here, there, ear, shareId } = await begin({ kind: "notify", pollMs: NEVER_MS });
    await here.tell({ kind: "share", shareId });
    const { promise, resolve } = Promise.withResolvers<void>();
    ear.act = () => promise;
    await here.tell({ kind: "share", shareId });
    resolve();
    await there.close();
    await here.tell({ kind: "share", shareId });
  });

  it("lets its viewers go when it cannot look for a while, and hears again when it can", async () => {
    const { database, store, ear, shareId } = await begin({ kind: "poll", pollMs: 20, letGoMs: 500 });
    await ear.until(() => ear.looksAt(shareId));
    await database.query("ALTER TABLE node RENAME TO node_away");
    await ear.until(() => ear.hasLetGo > 0);
    await database.query("ALTER TABLE node_away RENAME TO node");
    const { revision } = await store.append(shareId, [put(1, "a")]);
    await ear.until(() => ear.knowsStep(shareId, revision));
  });

  it("passes over what no node has said", async () => {
    const { database, here, ear, shareId } = await begin({ kind: "notify", pollMs: NEVER_MS });
    for (const text of ["", "{", "[]", '{"from":1}', '{"from":"a","number":1,"items":[{"kind":"later"},7]}'])
      await database.query("SELECT pg_notify($1, $2)", [CHANNEL, text]);
    await here.tell({ kind: "share", shareId });
    assert.ok(ear.looksAt(shareId));
  });
});
