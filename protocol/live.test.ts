import assert from "node:assert/strict";
import { MAX_LIVE_FRAME_BYTES } from "./limits.ts";
import { closeCodes, closeReason, isOtherReason, readFrame } from "./live.ts";

const SHARE = {
  shareId: "A".repeat(43),
  sessionId: "ses_1",
  title: "Tea",
  audience: "link",
  mode: "live",
  createdAt: 1,
  expiresAt: null,
};
const head = { type: "share", share: SHARE, revision: 4 };
const entry = { key: "session/info/ses_1", content: 1 };
const step = { type: "entries", base: 3, revision: 4, entries: [entry] };
const NONSENSE = { kind: "nonsense" } as const;

describe("a live frame", () => {
  for (const value of [undefined, null, 1, "share", [], {}, { type: 1 }])
    it(`is nonsense: ${JSON.stringify(value)}`, () => assert.deepEqual(readFrame(value), NONSENSE));

  it("describes the share, with how often there is a heartbeat where that makes sense", () => {
    for (const [told, heartbeatMs] of [
      [1, 1],
      [3_600_000, 3_600_000],
      [0, undefined],
      [3_600_001, undefined],
      [1.5, undefined],
      ["soon", undefined],
      [undefined, undefined],
    ] as const)
      assert.deepEqual(readFrame({ ...head, heartbeatMs: told }), {
        kind: "frame",
        frame: { ...head, heartbeatMs },
      });
  });

  it("that describes no share is nonsense, and one of a service that is too new says so", () => {
    assert.deepEqual(readFrame({ ...head, share: {} }), NONSENSE);
    assert.deepEqual(readFrame({ ...head, revision: 1.5 }), NONSENSE);
    assert.deepEqual(readFrame({ ...head, oldestProtocolVersion: 99 }), { kind: "outdated", side: "client" });
  });

  it("brings a step, as it came", () => {
    for (const more of [
      {},
      { reset: true },
      { more: true },
      { reset: false, more: false, base: 0, revision: 0 },
    ])
      assert.deepEqual(readFrame({ ...step, ...more }), { kind: "frame", frame: { ...step, ...more } });
  });

  it("brings no step that is none, and tells one of a later form by its revision", () => {
    for (const wrong of [
      { base: -1 },
      { revision: -1 },
      { base: 0.5 },
      { entries: {} },
      { reset: 1 },
      { more: "yes" },
      { entries: ["text"] },
    ])
      assert.deepEqual(readFrame({ ...step, ...wrong }), NONSENSE, JSON.stringify(wrong));
    const later = { ...step, entries: [{ key: entry.key, patch: 1 }] };
    assert.deepEqual(readFrame(later), { kind: "unreadable", revision: 4 });
  });

  it("is a heartbeat, which tells the length of what follows where that can be", () => {
    for (const [told, nextBytes] of [
      [undefined, 0],
      [0, 0],
      [7, 7],
      [MAX_LIVE_FRAME_BYTES, MAX_LIVE_FRAME_BYTES],
      [MAX_LIVE_FRAME_BYTES + 1, 0],
      [-1, 0],
      [0.5, 0],
    ] as const)
      assert.deepEqual(readFrame({ type: "heartbeat", nextBytes: told }), { kind: "heartbeat", nextBytes });
  });

  it("may be of a kind that only a later version knows", () => {
    assert.deepEqual(readFrame({ type: "weather" }), { kind: "other" });
  });
});

describe("the code that a live socket is closed with", () => {
  it("tells its reason, or that only a later version knows it", () => {
    for (const [reason, code] of Object.entries(closeCodes)) {
      assert.equal(closeReason(code), reason);
      assert.equal(isOtherReason(code), false);
    }
    for (const code of [1000, 1006, 3999, 5000]) {
      assert.equal(closeReason(code), undefined);
      assert.equal(isOtherReason(code), false);
    }
    for (const code of [4000, 4999]) assert.equal(isOtherReason(code), true);
  });
});
