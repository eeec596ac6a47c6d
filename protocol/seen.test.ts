import assert from "node:assert/strict";
import {
  seenAudienceSchema,
  seenKindSchema,
  seenManifestSchema,
  seenMeSchema,
  seenPolicySchema,
} from "./seen.ts";

describe("what a newer service says", () => {
  it("reads as unknown where the word is", () => {
    assert.equal(seenAudienceSchema.parse("link"), "link");
    assert.equal(seenAudienceSchema.parse("galaxy"), "unknown");
    assert.equal(seenKindSchema.parse("snapshot"), "snapshot");
    assert.equal(seenKindSchema.parse(7), "unknown");
  });

  it("is no reason to let anybody do more than a member", () => {
    const user = { id: "u", org: "acme", groups: [] };
    const roleOf = (role: string) => seenMeSchema.parse({ user: { ...user, role } }).user?.role;
    assert.deepEqual(["member", "orgAdmin", "admin", "emperor"].map(roleOf), [
      "member",
      "orgAdmin",
      "admin",
      "member",
    ]);
    assert.equal(seenMeSchema.parse({ user: null }).user, null);
  });

  it("offers those audiences that can be offered here", () => {
    const policy = {
      auth: "token",
      sharing: true,
      audiences: ["me", "galaxy", "link"],
      defaultAudience: "link",
      expiry: { defaultDays: 7, maxDays: null },
      linkNeedsPassword: false,
      sealedOnly: false,
      agents: null,
    };
    const { audiences, defaultAudience, auth } = seenPolicySchema.parse(policy);
    assert.deepEqual(
      { audiences, defaultAudience, auth },
      {
        audiences: ["me", "link"],
        defaultAudience: "link",
        auth: "token",
      },
    );
    const later = seenPolicySchema.parse({ ...policy, auth: "passkey", defaultAudience: "galaxy" });
    assert.equal(later.auth, "unknown");
    assert.equal(later.defaultAudience, undefined);
    assert.equal(
      seenPolicySchema.parse({ ...policy, defaultAudience: undefined }).defaultAudience,
      undefined,
    );
  });

  it("leaves out of a manifest the keys of a later kind", () => {
    const keys = { "session/info/ses_1": "hash", "session/mood/ses_1": "hash" };
    assert.deepEqual(seenManifestSchema.parse({ revision: 4, keys }), {
      revision: 4,
      keys: { "session/info/ses_1": "hash" },
    });
  });
});
