import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { AuditTrail } from "../audit/audit-trail.ts";
import { MemoryAuditLog } from "../audit/memory-audit-log.ts";
import { TokenSealer } from "../identity/token-sealer.ts";
import { policyFileSchema, servicePolicy } from "../policy/service-policy.ts";
import { ShareGoneError, StoreUnavailableError } from "../store/errors.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { publicShare } from "./public-share.ts";
import { Shares } from "./shares.ts";
import { Tickets } from "./tickets.ts";

const request = { sessionId: "ses_1", mode: "live", agent: "opencode" } as const;
const nobody = { user: undefined };

describe("Shares", () => {
  let now = 1_000_000;
  let store: MemoryStore;
  let told: string[];
  let shares: Shares;
  beforeEach(() => {
    store = new MemoryStore();
    told = [];
    const watcher = {
      change: ({ title }: { title: string }) => void told.push(`title ${title}`),
      recheck: async () => void told.push("recheck"),
      publish: (_: string, { revision }: { revision: number }) => void told.push(`revision ${revision}`),
      end: async (_: string, reason: string) => void told.push(reason),
    };
    const clock = () => now;
    shares = new Shares({
      store,
      publisher: watcher,
      policy: servicePolicy("none", policyFileSchema.parse({})),
      tickets: new Tickets(new TokenSealer(new Uint8Array(32), clock)),
      audit: new AuditTrail({ log: new MemoryAuditLog(), now: clock }),
      now: clock,
    });
  });

  it("stores a hash of the secret, and never the secret", async () => {
    const { meta, secret } = await shares.create(nobody, request);
    assert.equal(Buffer.from(secret, "base64url").length, 32);
    assert.ok(!JSON.stringify(await store.get(meta.shareId)).includes(secret));
    await shares.authorize({ ...nobody, secret }, meta.shareId);
    await assert.rejects(shares.authorize(nobody, meta.shareId), refusedFor("wrongSecret"));
  });

  it("tells readers nothing that a later store may know", async () => {
    const { meta } = await shares.create(nobody, request);
    const record = await store.get(meta.shareId);
    assert.ok(record?.state === "live");
    await store.create({ ...record.meta, owner: { id: "me@acme.example" } });
    assert.deepEqual(await shares.find(nobody, meta.shareId), publicShare(meta));
  });

  it("takes days from now, or a time, for the expiry", async () => {
    const inDays = await shares.create(nobody, { ...request, expiresInDays: 2 });
    assert.equal(inDays.meta.expiresAt, now + 2 * DAY_MS);
    assert.equal((await shares.create(nobody, { ...request, expiresAt: now + 5 })).meta.expiresAt, now + 5);
    await assert.rejects(shares.create(nobody, { ...request, expiresAt: now }), refusedFor("invalidRequest"));
  });

  it("publishes a batch after it is stored, and the end after the removal", async () => {
    const { meta, secret } = await shares.create(nobody, request);
    const owner = { ...nobody, secret };
    assert.equal(await shares.append(meta, [{ key: "session/info/ses_1", content: Buffer.from("{}") }]), 1);
    await shares.remove(owner, meta.shareId);
    assert.deepEqual(told, ["revision 1", "revoked"]);
  });

  it("tells nobody of what could not be stored", async () => {
    const { meta, secret } = await shares.create(nobody, request);
    const fail = () => Promise.reject(new StoreUnavailableError("disk full"));
    store.append = fail;
    store.remove = fail;
    const owner = { ...nobody, secret };
    await assert.rejects(
      shares.append(meta, [{ key: "session/info/ses_1", content: Buffer.from("1") }]),
      StoreUnavailableError,
    );
    await assert.rejects(shares.remove(owner, meta.shareId), StoreUnavailableError);
    assert.deepEqual(told, []);
  });

  it("accepts syncs of a snapshot as of any share", async () => {
    const { meta } = await shares.create(nobody, { ...request, mode: "snapshot" });
    assert.equal(await shares.append(meta, [{ key: "session/info/s", content: Buffer.from("1") }]), 1);
  });

  it("deletes the contents of an expired share as soon as somebody notices", async () => {
    const { meta } = await shares.create(nobody, { ...request, expiresAt: now + 10 });
    now += 10;
    await assert.rejects(shares.find(nobody, meta.shareId), new ShareGoneError("expired"));
    assert.deepEqual(await store.get(meta.shareId), { state: "gone", reason: "expired", at: now });
  });

  it("refuses an expired share also when the store cannot delete it now", async () => {
    const { meta } = await shares.create(nobody, { ...request, expiresAt: now + 10 });
    store.remove = () => Promise.reject(new StoreUnavailableError("disk full"));
    now += 10;
    await assert.rejects(shares.find(nobody, meta.shareId), new ShareGoneError("expired"));
  });

  it("does not end a share whose end is put off at the same moment", async () => {
    const { meta } = await shares.create(nobody, { ...request, expiresAt: now + 10 });
    now += 10;
    const remove = store.remove.bind(store);
    let puttingOff: Promise<unknown> | undefined;
    store.remove = async (shareId, ...rest) => {
      puttingOff ??= store.update(shareId, { expiresAt: null });
      await puttingOff;
      return remove(shareId, ...rest);
    };
    await shares.sweep();
    assert.ok(puttingOff);
    assert.equal((await store.get(meta.shareId))?.state, "live");
    assert.deepEqual(told, []);

    await store.update(meta.shareId, { expiresAt: now });
    puttingOff = undefined;
    assert.equal((await shares.find(nobody, meta.shareId)).expiresAt, null);
    assert.deepEqual(told, []);
  });

  it("sweeps the contents of all that have expired, and tells their viewers", async () => {
    const due = await shares.create(nobody, { ...request, expiresAt: now + 10 });
    const later = await shares.create(nobody, { ...request, expiresAt: now + 11 });
    now += 10;
    await shares.sweep();
    assert.deepEqual(await store.get(due.meta.shareId), { state: "gone", reason: "expired", at: now });
    assert.equal((await store.get(later.meta.shareId))?.state, "live");
    assert.deepEqual(told, ["expired"]);
  });
});
