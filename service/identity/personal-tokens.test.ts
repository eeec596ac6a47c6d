import assert from "node:assert/strict";
import { PERSONAL_TOKEN_PREFIX, parseBearer } from "../../protocol/identity.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { MemoryTokenStore } from "./memory-token-store.ts";
import { PersonalTokens } from "./personal-tokens.ts";

describe("PersonalTokens", () => {
  const user = { id: "ann", org: "acme", groups: [], role: "member" } as const;
  let now = 1_000;
  let store: MemoryTokenStore;
  let tokens: PersonalTokens;
  beforeEach(() => {
    store = new MemoryTokenStore();
    tokens = new PersonalTokens({ store, now: () => now });
  });

  it("tells a token once, and keeps only its hash", async () => {
    const { token } = await tokens.create({ user, label: "laptop", expiresAt: null });
    assert.equal(parseBearer(`Bearer ${token}`)?.kind, "personal");
    assert.ok(!JSON.stringify(await store.list()).includes(token.slice(PERSONAL_TOKEN_PREFIX.length)));
    assert.deepEqual(await tokens.userOf(token), user);
  });

  it("ends a token at the instant its time is over, or it is revoked", async () => {
    const brief = await tokens.create({ user, label: "brief", expiresAt: now + 10 });
    const other = await tokens.create({ user, label: "other", expiresAt: null });
    now += 9;
    assert.deepEqual(await tokens.userOf(brief.token), user);
    now += 1;
    await assert.rejects(tokens.userOf(brief.token), refusedFor("invalidCredentials"));
    await store.revoke(other.record.hash);
    await assert.rejects(tokens.userOf(other.token), refusedFor("invalidCredentials"));
  });

  it("knows no token that nobody made", async () => {
    await assert.rejects(
      tokens.userOf(`${PERSONAL_TOKEN_PREFIX}${"x".repeat(43)}`),
      refusedFor("invalidCredentials"),
    );
  });
});
