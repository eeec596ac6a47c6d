import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { LowdbSessionStore } from "../store/lowdb/lowdb-session-store.ts";
import { FullDisk } from "../testing/full-disk.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { MemoryTokenStore } from "./memory-token-store.ts";
import { PersonalTokens } from "./personal-tokens.ts";
import { sampleUser } from "./session-store-contract.ts";
import { Sessions } from "./sessions.ts";
import { TokenSealer } from "./token-sealer.ts";

describe("a browser's session", () => {
  const newFolder = temporaryFolders();
  const key = randomBytes(32);
  const now = () => Date.now();
  const many = Array.from({ length: 200 }, (_, n) => `a group with a long name ${n}`);

  /** The sessions of a service that has just been started on a folder. */
  function started(dataDir: string, disk = new FullDisk()) {
    const store = new LowdbSessionStore({ dataDir, open: disk.open });
    const tokens = new PersonalTokens({ store: new MemoryTokenStore(), now });
    const sessions = new Sessions({ mode: "oidc", seal: new TokenSealer(key, now), tokens, store, now });
    return { sessions, disk, stop: () => store.close() };
  }

  it("stays ended for a copy of its cookie after a restart", async () => {
    const dataDir = newFolder();
    const before = started(dataDir);
    const { sealed } = await before.sessions.start({ user: sampleUser("ann") });
    const other = await before.sessions.start({ user: sampleUser("ann") });
    await before.sessions.end(sealed);
    await before.stop();
    const after = started(dataDir);
    assert.equal(await after.sessions.find(sealed), undefined);
    assert.deepEqual((await after.sessions.find(other.sealed))?.user, sampleUser("ann"));
    await after.stop();
  });

  it("knows after a restart also what its cookie had no room for", async () => {
    const dataDir = newFolder();
    const before = started(dataDir);
    const { sealed } = await before.sessions.start({ user: sampleUser("ann", many) });
    await before.stop();
    const after = started(dataDir);
    assert.deepEqual((await after.sessions.find(sealed))?.user, sampleUser("ann", many));
    await after.stop();
  });

  it("ends at once though that cannot be written, and for good as soon as it can", async () => {
    const dataDir = newFolder();
    const before = started(dataDir);
    const { sealed } = await before.sessions.start({ user: sampleUser("ann") });
    const other = await before.sessions.start({ user: sampleUser("bo") });
    before.disk.room = 0;
    await before.sessions.end(sealed);
    assert.equal(await before.sessions.find(sealed), undefined);
    before.disk.room = Number.POSITIVE_INFINITY;
    await before.sessions.end(other.sealed);
    await before.stop();
    const after = started(dataDir);
    assert.equal(await after.sessions.find(sealed), undefined);
    await after.stop();
  });
});
