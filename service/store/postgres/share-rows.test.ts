import assert from "node:assert/strict";
import { sampleMeta } from "../../testing/sample.ts";
import { listedShare, storedShare } from "./share-rows.ts";

const { title, ...listed } = sampleMeta({ title: "Tea" });
const row = {
  share_id: listed.shareId,
  state: "live",
  gone_at: null,
  version: 3,
  title: JSON.stringify(title),
  meta: JSON.stringify(listed),
  org: null,
  owner_id: null,
  created_at: listed.createdAt,
  expires_at: listed.expiresAt,
} as const;

describe("a share's row in the database", () => {
  it("is a share that lives, with its title", () => {
    assert.deepEqual(storedShare(row), { state: "live", version: 3, meta: { ...listed, title } });
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
    assert.deepEqual(listedShare(row), listed);
  });
});
