import assert from "node:assert/strict";
import type { AuditRecord } from "../audit/audit-log.ts";
import { SESSION_MS } from "../identity/sessions.ts";
import type { KeptLiveShare, KeptShare } from "../store/kept-share.ts";
import type { ReadEntry } from "../store/reading.ts";
import { sampleMeta } from "../testing/sample.ts";
import { digestOfAudit, digestOfSessions, digestOfShare, digestOfTokens } from "./digests.ts";

const entry = (key: string, revision: number, text: string): ReadEntry => ({
  key,
  revision,
  size: text.length,
  content: async function* () {
    for (const letter of text) yield Buffer.from(letter);
  },
});

const meta = sampleMeta({ title: "one", passwordHash: "hash" });

function share(
  fields: Partial<KeptLiveShare> = {},
  contents: Partial<KeptLiveShare["contents"]> = {},
): KeptShare {
  return {
    state: "live",
    meta,
    version: 3,
    opens: { count: 1, lastAt: 2 },
    contents: {
      base: 0,
      revision: 7,
      historyStartsAt: 2,
      signal: new AbortController().signal,
      close: () => {},
      entries: () => entries(entry("a", 5, '"text"'), { key: "b", revision: 6, deleted: true }),
      ...contents,
    },
    ...fields,
  };
}

async function* entries(...all: ReadEntry[]) {
  yield* all;
}

async function* audit(...all: [at: number, actor: string][]) {
  for (const [at, actor] of all) yield { at, action: "share.created", actor } as AuditRecord;
}

describe("the hash of what is kept", () => {
  const others: [string, KeptShare][] = [
    ["its title", share({ meta: { ...meta, title: "two" } })],
    ["its owner's secret", share({ meta: { ...meta, secretHash: "another" } })],
    ["its password", share({ meta: { ...meta, passwordHash: null } })],
    ["its version", share({ version: 4 })],
    ["how often it was opened", share({ opens: { count: 2, lastAt: 2 } })],
    ["its revision", share({}, { revision: 8 })],
    ["where its history starts", share({}, { historyStartsAt: 3 })],
    [
      "a content",
      share(
        {},
        { entries: () => entries(entry("a", 5, '"tent"'), { key: "b", revision: 6, deleted: true }) },
      ),
    ],
    [
      "when that changed",
      share(
        {},
        { entries: () => entries(entry("a", 4, '"text"'), { key: "b", revision: 6, deleted: true }) },
      ),
    ],
    [
      "when something was deleted",
      share(
        {},
        { entries: () => entries(entry("a", 5, '"text"'), { key: "b", revision: 7, deleted: true }) },
      ),
    ],
    ["what was deleted", share({}, { entries: () => entries(entry("a", 5, '"text"')) })],
    ["that it is closed", share({ isClosed: true })],
    ["that it has ended", { state: "gone", reason: "revoked", at: 1 }],
  ];
  for (const [what, other] of others)
    it(`depends on ${what}`, async () => {
      assert.notEqual(await digestOfShare(other), await digestOfShare(share()));
    });

  it("is another when a share has ended at another time or for another reason", async () => {
    const gone = (reason: "revoked" | "expired", at: number) => digestOfShare({ state: "gone", reason, at });
    assert.equal(
      new Set([await gone("revoked", 1), await gone("expired", 1), await gone("revoked", 2)]).size,
      3,
    );
  });

  it("is the same in whatever order fields stand, and into whatever pieces a content falls", async () => {
    const turned = Object.fromEntries(Object.entries(meta).reverse()) as unknown as typeof meta;
    const whole = { ...entry("a", 5, ""), size: 6, content: () => pieces('"te', 'xt"') };
    const same = share(
      { meta: turned },
      { entries: () => entries(whole, { key: "b", revision: 6, deleted: true }) },
    );
    assert.equal(await digestOfShare(same), await digestOfShare(share()));
  });

  async function* pieces(...all: string[]) {
    for (const piece of all) yield Buffer.from(piece);
  }

  it("knows which tokens count and which were revoked, in whatever order", () => {
    const added = {
      hash: "a",
      user: { id: "ann", groups: [] },
      label: "",
      createdAt: 1,
      expiresAt: null,
    } as never;
    const [one, two] = [{ added }, { revoked: "b" }];
    assert.equal(digestOfTokens([one, two]), digestOfTokens([two, one]));
    assert.notEqual(digestOfTokens([one, two]), digestOfTokens([{ revoked: "a" }, two]));
    assert.notEqual(digestOfTokens([one, two]), digestOfTokens([one]));
  });

  it("leaves out of sessions what is over", () => {
    const ended = [{ id: "s", until: 100 }];
    const nothing = { users: [], ended: [] };
    assert.notEqual(digestOfSessions({ users: [], ended }, 99), digestOfSessions(nothing, 99));
    assert.equal(digestOfSessions({ users: [], ended }, 100), digestOfSessions(nothing, 100));
    const all = { ...nothing, endedAllUpTo: 5 };
    assert.notEqual(digestOfSessions(all, SESSION_MS + 4), digestOfSessions(nothing, SESSION_MS + 4));
    assert.equal(digestOfSessions(all, SESSION_MS + 5), digestOfSessions(nothing, SESSION_MS + 5));
  });

  it("takes an audit by its times, and what is of the same time as it was written", async () => {
    const of = async (...all: [number, string][]) => (await digestOfAudit(audit(...all))).hash;
    assert.equal(await of([5, "a"], [7, "b"], [5, "c"]), await of([5, "a"], [5, "c"], [7, "b"]));
    assert.notEqual(await of([5, "a"], [5, "c"]), await of([5, "c"], [5, "a"]));
    assert.notEqual(await of([5, "a"]), await of([5, "a"], [5, "a"]));
    const [october, november] = [Date.UTC(2026, 9, 31), Date.UTC(2026, 10, 1)];
    assert.notEqual(await of([october, "a"], [november, "b"]), await of([november, "b"]));
    assert.deepEqual((await digestOfAudit(audit([october, "a"], [november, "b"]))).records, 2);
  });
});
