import assert from "node:assert/strict";
import { SessionGoneError, type SessionSummary, SourceUnavailableError } from "../sources/session-source.ts";
import type { Agent } from "./agent.ts";
import { agents } from "./agents.ts";
import { openAgents } from "./open-agents.ts";

type Act = "open" | "list" | "read" | "watch";

/** An agent with these sessions that fails at some acts. */
function agentOf(
  id: string,
  sessions: Readonly<Record<string, number>>,
  failing: readonly Act[] = [],
): Agent {
  const fail = (act: Act) => {
    if (failing.includes(act)) throw new SourceUnavailableError(`/${id}`, "broken");
  };
  return {
    id,
    name: id.toUpperCase(),
    open() {
      fail("open");
      return {
        async list(onSome) {
          fail("list");
          const all = Object.entries(sessions).map(
            ([session, updatedAt]): SessionSummary => ({
              ...{ id: session, agentId: id, title: session, directory: "/w", parentId: undefined },
              ...{ createdAt: 0, updatedAt },
            }),
          );
          onSome?.(all.slice(0, 1));
          return all;
        },
        async read(session, since) {
          fail("read");
          if (!(session in sessions)) throw new SessionGoneError(session);
          return { cursor: `${id} ${since}`, contents: new Map(), keys: new Set([session]) };
        },
        watch(onDidChange) {
          fail("watch");
          onDidChange([id]);
          return { dispose() {} };
        },
        dispose() {},
      };
    },
  };
}

describe("the sessions of several agents", () => {
  let reports: string[];
  beforeEach(() => {
    reports = [];
  });
  const open = (...of: readonly Agent[]) =>
    openAgents(of, {
      storagePath: "",
      env: {},
      watchFiles: () => ({ dispose() {} }),
      report: (message) => void reports.push(message),
    });
  const changesSeenBy = (source: ReturnType<typeof open>) => {
    const seen: (readonly string[] | undefined)[] = [];
    source.watch((ids) => void seen.push(ids));
    return seen;
  };

  it("are listed together, last updated first, each with its agent, and read from whom they belong to", async () => {
    const source = open(agentOf("a", { a1: 1, a2: 4 }), agentOf("b", { b1: 3 }));
    const some: string[][] = [];
    const all = await source.list((sessions) => void some.push(sessions.map(({ id }) => id)));
    assert.deepEqual(
      all.map(({ id, agentId }) => [id, agentId]),
      [
        ["a2", "a"],
        ["b1", "b"],
        ["a1", "a"],
      ],
    );
    assert.deepEqual(some.at(-1)?.includes("b1"), true);
    assert.equal((await source.read("b1", "c")).cursor, "b c");
    assert.deepEqual(changesSeenBy(source), [["a"], ["b"]]);
  });

  for (const act of ["open", "list", "read", "watch"] as const)
    it(`go on although another agent cannot ${act}`, async () => {
      const source = open(agentOf("bad", { x: 9 }, [act]), agentOf("good", { g: 1 }));
      const unlisted = open(agentOf("bad", {}, [act]), agentOf("good", { g: 1 }));
      for (let time = 0; time < 2; time++) assert.ok((await source.list()).some(({ id }) => id === "g"));
      assert.ok((await unlisted.read("g")).keys.has("g"));
      assert.deepEqual(changesSeenBy(source).at(-1), ["good"]);
      const told = reports.filter((report) => report.startsWith("The sessions of BAD cannot be"));
      assert.ok(act === "read" ? told.length === 0 : new Set(told).size > 0, reports.join("; "));
    });

  it("are reported once for each thing that one of them cannot do", async () => {
    const source = open(agentOf("bad", {}, ["list"]), agentOf("good", { g: 1 }));
    await source.list();
    await source.list();
    assert.deepEqual(reports, ["The sessions of BAD cannot be listed: /bad: broken"]);
  });

  it("are not gone while one of them cannot say so", async () => {
    const source = open(agentOf("bad", {}, ["read"]), agentOf("good", { g: 1 }));
    await assert.rejects(source.read("unknown"), SourceUnavailableError);
    await assert.rejects(open(agentOf("a", {}), agentOf("b", {})).read("unknown"), SessionGoneError);
  });

  it("cannot be listed when none of the agents can, and say why", async () => {
    await assert.rejects(open(agentOf("bad", {}, ["list"])).list(), SourceUnavailableError);
    assert.deepEqual(await open(agentOf("a", {})).list(), []);
  });
});

describe("the agents", () => {
  it("have an id each", () => {
    assert.equal(new Set(agents.map(({ id }) => id)).size, agents.length);
    assert.ok(agents.some(({ id }) => id === "opencode"));
  });
});
