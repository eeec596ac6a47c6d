import assert from "node:assert/strict";
import { ShareGoneError, StoreUnavailableError } from "../store/errors.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { InvalidRequestError, WrongSecretError } from "./errors.ts";
import { Shares } from "./shares.ts";

const DAY_MS = 86_400_000;
const request = { sessionId: "ses_1", audience: "link", mode: "live" } as const;

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
      publish: (_: string, { revision }: { revision: number }) => void told.push(`revision ${revision}`),
      end: (_: string, reason: string) => void told.push(reason),
    };
    shares = new Shares({ store, watcher, now: () => now });
  });

  it("stores a hash of the secret, and never the secret", async () => {
    const { share, secret } = await shares.create(request);
    assert.equal(Buffer.from(secret, "base64url").length, 32);
    assert.ok(!JSON.stringify(await store.get(share.shareId)).includes(secret));
    await shares.authorize({ shareId: share.shareId, secret });
    await assert.rejects(shares.authorize({ shareId: share.shareId, secret: undefined }), WrongSecretError);
  });

  it("tells readers nothing that a later store may know", async () => {
    const { share } = await shares.create(request);
    const record = await store.get(share.shareId);
    assert.ok(record?.state === "live");
    await store.create({ ...record.meta, ...{ owner: "me@acme.example" } });
    assert.deepEqual(await shares.find(share.shareId), share);
  });

  it("takes days from now, or a time, for the expiry", async () => {
    const inDays = await shares.create({ ...request, expiresInDays: 2 });
    assert.equal(inDays.share.expiresAt, now + 2 * DAY_MS);
    assert.equal((await shares.create({ ...request, expiresAt: now + 5 })).share.expiresAt, now + 5);
    await assert.rejects(shares.create({ ...request, expiresAt: now }), InvalidRequestError);
  });

  it("publishes a batch after it is stored, and the end after the removal", async () => {
    const { share, secret } = await shares.create(request);
    const claim = { shareId: share.shareId, secret };
    assert.equal(await shares.sync(claim, [{ key: "session/info/ses_1", content: {} }]), 1);
    await shares.remove(claim);
    assert.deepEqual(told, ["revision 1", "revoked"]);
  });

  it("tells nobody of what could not be stored", async () => {
    const { share, secret } = await shares.create(request);
    const fail = () => Promise.reject(new StoreUnavailableError("disk full"));
    store.append = fail;
    store.remove = fail;
    const claim = { shareId: share.shareId, secret };
    await assert.rejects(
      shares.sync(claim, [{ key: "session/info/ses_1", content: 1 }]),
      StoreUnavailableError,
    );
    await assert.rejects(shares.remove(claim), StoreUnavailableError);
    assert.deepEqual(told, []);
  });

  it("accepts syncs of a snapshot as of any share", async () => {
    const { share, secret } = await shares.create({ ...request, mode: "snapshot" });
    assert.equal(
      await shares.sync({ shareId: share.shareId, secret }, [{ key: "session/info/s", content: 1 }]),
      1,
    );
  });

  it("deletes the contents of an expired share as soon as somebody notices", async () => {
    const { share } = await shares.create({ ...request, expiresAt: now + 10 });
    now += 10;
    await assert.rejects(shares.find(share.shareId), new ShareGoneError("expired"));
    assert.deepEqual(await store.get(share.shareId), { state: "gone", reason: "expired" });
  });

  it("refuses an expired share also when the store cannot delete it now", async () => {
    const { share } = await shares.create({ ...request, expiresAt: now + 10 });
    store.remove = () => Promise.reject(new StoreUnavailableError("disk full"));
    now += 10;
    await assert.rejects(shares.find(share.shareId), new ShareGoneError("expired"));
  });

  it("sweeps the contents of all that have expired, and tells their viewers", async () => {
    const due = await shares.create({ ...request, expiresAt: now + 10 });
    const later = await shares.create({ ...request, expiresAt: now + 11 });
    now += 10;
    await shares.sweep();
    assert.deepEqual(await store.get(due.share.shareId), { state: "gone", reason: "expired" });
    assert.equal((await store.get(later.share.shareId))?.state, "live");
    assert.deepEqual(told, ["expired"]);
  });
});
