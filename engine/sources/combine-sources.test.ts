import assert from "node:assert/strict";
import { combineSources, type SessionReader } from "./combine-sources.ts";
import {
  type OnSome,
  SessionGoneError,
  type SessionSummary,
  SourceBusyError,
  SourceMissingError,
  SourceUnavailableError,
} from "./session-source.ts";

const summary = (id: string, updatedAt: number, title = id): SessionSummary => ({
  ...{ id, agentId: "opencode", title, updatedAt, directory: "/work", parentId: undefined, createdAt: 0 },
});

/** A source over a map of sessions, or over a failure that can be set. */
class MemorySource implements SessionReader {
  readonly sessions: Map<string, SessionSummary>;
  failure: Error | undefined;
  /** What it tells of before it has listed all. */
  tells: readonly SessionSummary[] | undefined;

  constructor(...sessions: readonly SessionSummary[]) {
    this.sessions = new Map(sessions.map((session) => [session.id, session]));
  }

  async list(onSome?: OnSome) {
    if (this.failure) throw this.failure;
    if (this.tells) onSome?.(this.tells);
    return [...this.sessions.values()];
  }

  async read(sessionId: string) {
    if (this.failure) throw this.failure;
    const session = this.sessions.get(sessionId);
    if (!session) throw new SessionGoneError(sessionId);
    const keys = new Set([session.title]);
    return { cursor: "1", contents: new Map([[session.title, null]]), keys };
  }
}

describe("combined sources", () => {
  let database: MemorySource;
  let tree: MemorySource;
  let reports: string[];
  let combined: SessionReader;
  const titleOf = async (id: string) => [...(await combined.read(id)).keys][0];

  beforeEach(() => {
    database = new MemorySource(summary("both", 5, "new copy"), summary("moved", 3));
    tree = new MemorySource(summary("both", 2, "old copy"), summary("old", 4));
    reports = [];
    combined = combineSources({
      sources: async () => [database, tree],
      report: (message) => reports.push(message),
    });
  });

  it("list each session once, from the first source that has it, last updated first", async () => {
    const titles = (await combined.list()).map(({ title }) => title);
    assert.deepEqual(titles, ["new copy", "old", "moved"]);
  });

  it("tell of sessions meanwhile as they will list them, never of an old copy", async () => {
    tree.tells = [summary("both", 2, "old copy"), summary("old", 4)];
    const told: string[][] = [];
    await combined.list((some) => told.push(some.map(({ title }) => title)));
    assert.deepEqual(told, [["new copy", "old", "moved"]]);
  });

  it("read a session where it is", async () => {
    assert.equal(await titleOf("both"), "new copy");
    assert.equal(await titleOf("old"), "old");
  });

  it("go on with what others are known to hold when one cannot be read, and say so once", async () => {
    await combined.list();
    database.failure = new SourceUnavailableError("/db", "damaged");
    for (let times = 0; times < 2; times++) {
      const titles = (await combined.list()).map(({ title }) => title);
      assert.deepEqual(titles, ["old"]);
    }
    assert.deepEqual(reports, ["Some sessions cannot be listed: /db: damaged"]);
    assert.equal(await titleOf("old"), "old");
    await assert.rejects(combined.read("both"), SourceUnavailableError);
  });

  it("never take a later one's word where one cannot be read that may hold a newer copy", async () => {
    database.failure = new SourceUnavailableError("/db", "damaged");
    const told: (readonly SessionSummary[])[] = [];
    tree.tells = [summary("old", 4)];
    await assert.rejects(
      combined.list((some) => told.push(some)),
      SourceUnavailableError,
    );
    assert.deepEqual(told.flat(), []);
    for (const id of ["both", "old"]) await assert.rejects(combined.read(id), SourceUnavailableError);
    database.failure = undefined;
    assert.equal(await titleOf("both"), "new copy");
  });

  it("tell of the sessions before one that cannot be read", async () => {
    tree.failure = new SourceUnavailableError("/tree", "no permission");
    assert.equal((await combined.list()).length, 2);
    assert.equal(await titleOf("both"), "new copy");
  });

  it("say why there is no session when none can be read", async () => {
    database.failure = new SourceUnavailableError("/db", "damaged");
    tree.sessions.clear();
    await assert.rejects(combined.list(), SourceUnavailableError);
  });

  for (const failure of [new SourceUnavailableError("/db", "damaged"), new SourceMissingError("/db")])
    it(`never fall back to an old copy of a session that was read elsewhere (${failure.name})`, async () => {
      await titleOf("both");
      database.failure = failure;
      await assert.rejects(combined.read("both"), failure);
    });

  it("never take an old copy for a session that was deleted elsewhere", async () => {
    await titleOf("both");
    database.sessions.delete("both");
    await assert.rejects(combined.read("both"), SessionGoneError);
    assert.ok(!(await combined.list()).some(({ id }) => id === "both"));
  });

  it("wait for a busy source instead of asking an older one", async () => {
    database.failure = new SourceBusyError("/db");
    await assert.rejects(combined.read("both"), SourceBusyError);
  });

  it("follow a session that moves to a newer source", async () => {
    await titleOf("old");
    database.sessions.set("old", summary("old", 9, "migrated"));
    assert.equal(await titleOf("old"), "migrated");
    assert.ok((await combined.list()).some(({ title }) => title === "migrated"));
  });

  it("know that a session is gone only while something is there to tell", async () => {
    await assert.rejects(combined.read("never"), SessionGoneError);
    database.failure = new SourceMissingError("/db");
    await assert.rejects(combined.read("never"), SessionGoneError);
    tree.failure = new SourceMissingError("/tree");
    await assert.rejects(combined.read("never"), SourceMissingError);
    database.failure = new SourceUnavailableError("/db", "damaged");
    await assert.rejects(combined.read("never"), { name: "SourceUnavailableError" });
  });
});
