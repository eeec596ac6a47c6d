import assert from "node:assert/strict";
import { listedShare, storedShare } from "./share-rows.ts";

const row = {
  share_id: "s",
  state: "live",
  gone_at: null,
  version: 3,
  title: '"Tea"',
  meta: '{"sessionId":"ses_1"}',
} as const;

describe("a share's row in the database", () => {
  it("is a share that lives, with its title, or none where no title is there", () => {
    const share = { state: "live", version: 3, meta: { sessionId: "ses_1", title: "Tea" } };
    assert.deepEqual(storedShare(row), share);
    assert.deepEqual(storedShare({ ...row, title: null }), { ...share, meta: { ...share.meta, title: "" } });
    assert.deepEqual(storedShare({ ...row, meta: null }), { ...share, meta: { title: "Tea" } });
  });

  it("is what is left of one that went", () => {
    const gone = { ...row, title: null, meta: null, gone_at: 7 };
    assert.deepEqual(storedShare({ ...gone, state: "revoked" }), { state: "gone", reason: "revoked", at: 7 });
    assert.deepEqual(storedShare({ ...gone, state: "expired", gone_at: null }), {
      state: "gone",
      reason: "expired",
      at: 0,
    });
  });

  it("is without its title in a list", () => {
    assert.deepEqual(listedShare(row), { sessionId: "ses_1" });
    assert.deepEqual(listedShare({ meta: null }), {});
  });
});
