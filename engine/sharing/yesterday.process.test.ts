import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as today from "../../client/follow.ts";
import { ServiceClient } from "../../client/service-client.ts";
import { Queue } from "../../client/testing/test-queue.ts";
import { TEST_MS } from "../../fixtures/limits.ts";
import { makeTokens } from "../../fixtures/personal-tokens.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { importYesterdaysClient, YESTERDAYS_SERVICE } from "../../fixtures/yesterday-programs.ts";
import type { Entry } from "../../protocol/entries.ts";
import type { LiveFrame } from "../../protocol/live.ts";
import type { FollowStatus } from "../../protocol/panel.ts";

/** What every version of the client exports. */
interface ClientProgram {
  readonly ServiceClient: typeof ServiceClient;
  readonly follow: typeof today.follow;
}

const SESSION = "ses_1";
const PART = "session/part/ses_1/msg_1/prt_1";
const info: Entry = { key: "session/info/ses_1", content: { id: SESSION, title: "T", time: { created: 1 } } };
const part = (text: string): Entry => ({ key: PART, content: { type: "text", text } });

/** How one of the programs fails: each has error classes of its own. */
const refused = (code: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof Error && "code" in error && "status" in error, String(error));
  assert.deepEqual([error.code, error.status], [code, status]);
  return true;
};

describe("programs of two versions", function () {
  this.timeout(TEST_MS);
  let dataDir: string;
  let service: ServiceProcess | undefined;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "yesterday-"));
  });
  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  });

  const pairs: readonly [string, () => Promise<ClientProgram>, string | undefined][] = [
    [
      "an older client and today's service",
      async () => (await importYesterdaysClient()) as ClientProgram,
      undefined,
    ],
    ["today's client and an older service", async () => ({ ...today, ServiceClient }), YESTERDAYS_SERVICE],
    ["today's client and today's service", async () => ({ ...today, ServiceClient }), undefined],
  ];
  for (const [who, load, main] of pairs)
    describe(`${who}`, () => {
      let program: ClientProgram;
      beforeEach(async () => {
        program = await load();
      });
      const start = async (env: Readonly<Record<string, string>> = {}) => {
        service = await ServiceProcess.start({ dataDir, env, ...(main ? { main } : {}) });
        return service.url;
      };

      it("share, sync, read, change and unshare", async () => {
        const client = new program.ServiceClient(await start());
        assert.equal((await client.health()).service, "opencode-share");
        assert.deepEqual((await client.policy()).audiences, ["link"]);
        assert.equal((await client.me()).user, null);
        const share = await client.create({ sessionId: SESSION, title: "T", expiresInDays: 7, mode: "live" });
        assert.equal(share.audience, "link");
        assert.deepEqual(await client.sync(share, { entries: [info, part("a")], known: 0 }), { revision: 1 });
        const append = { path: ["text"], at: 1, text: "b" };
        await client.sync(share, { entries: [{ key: PART, append }] });
        const { entries, revision } = await client.read(share.shareId);
        assert.deepEqual([revision, new Set(entries)], [2, new Set([info, part("ab")])]);
        assert.deepEqual(Object.keys((await client.manifest(share)).keys).sort(), [info.key, PART].sort());
        await client.sync(share, { entries: [{ key: PART, deleted: true }] });
        const changed = await client.update(share, { expiresAt: null, mode: "snapshot", title: "U" });
        assert.deepEqual(
          [changed.share.expiresAt, changed.share.mode, changed.share.title],
          [null, "snapshot", "U"],
        );
        assert.equal((await client.info(share)).share.title, "U");
        await client.remove(share);
        await assert.rejects(client.read(share.shareId), refused("revoked", 410));
      });

      it("follow, and hear the end", async () => {
        const url = await start();
        const client = new program.ServiceClient(url);
        const share = await client.create({ sessionId: SESSION, title: "T" });
        await client.sync(share, { entries: [info] });
        const frames = new Queue<LiveFrame>();
        const statuses = new Queue<FollowStatus>();
        /** How the share is described is told by each way by which it is read. */
        const next = async (type: LiveFrame["type"]) => {
          for (;;) {
            const frame = await frames.take();
            if (frame.type === type) return frame;
          }
        };
        const following = program.follow(url, share.shareId, {
          onFrame: (frame) => frames.push(frame),
          onStatus: (status) => statuses.push(status),
        });
        try {
          const first = await frames.take();
          assert.ok(first.type === "share" && first.share.title === "T" && first.revision === 1);
          assert.deepEqual(await statuses.take(), { phase: "live" });
          const step = { type: "entries", base: 0, revision: 1, entries: [info] };
          assert.deepEqual(await next("entries"), step);
          await client.sync(share, { entries: [part("a")] });
          assert.deepEqual(await next("entries"), { ...step, base: 1, revision: 2, entries: [part("a")] });
          await client.update(share, { title: "U" });
          let again = await next("share");
          while (again.type === "share" && again.share.title === "T") again = await next("share");
          assert.ok(again.type === "share" && again.share.title === "U");
          await client.remove(share);
          let status = await statuses.take();
          while (status.phase === "live") status = await statuses.take();
          assert.ok(status.phase === "ended" && status.why === "revoked", JSON.stringify(status));
        } finally {
          following.dispose();
        }
      });

      it("understand each other's refusals", async () => {
        const client = new program.ServiceClient(await start());
        const share = await client.create({ sessionId: SESSION, title: "T", password: "correct horse" });
        const foreign = { shareId: share.shareId, secret: "A".repeat(43) };
        const append = { path: ["text"], at: 1, text: "b" };
        const refusals: readonly [() => Promise<unknown>, string, number][] = [
          [() => client.read("A".repeat(43)), "not_found", 404],
          [() => client.read(share.shareId), "password_required", 401],
          [() => client.open(share.shareId, "wrong horse"), "password_required", 401],
          [() => client.sync(foreign, { entries: [info] }), "unauthorized", 401],
          [() => client.sync(share, { entries: [{ key: PART, append }] }), "append_mismatch", 409],
          [() => client.create({ sessionId: SESSION, audience: "org" }), "not_allowed", 403],
          [() => client.create({ sessionId: SESSION, expiresAt: 1 }), "invalid_request", 400],
          [() => client.listShares(), "sign_in_required", 401],
        ];
        for (const [asked, code, status] of refusals)
          await assert.rejects(asked(), refused(code, status), code);
        await client.open(share.shareId, "correct horse");
        assert.equal((await client.read(share.shareId)).revision, 0);
      });

      // Tokens are made by today's programs, for today's folders.
      if (main) return;
      it("know who is signed in, and what they share", async () => {
        const [token] = await makeTokens(dataDir, [{ id: "ada" }]);
        const client = new program.ServiceClient(await start({ SHARE_AUTH: "token" }), {
          token: () => token,
        });
        assert.equal((await client.me()).user?.id, "ada");
        const { audiences, defaultAudience } = await client.policy();
        assert.deepEqual([audiences, defaultAudience], [["me", "people", "org", "link"], "org"]);
        const share = await client.create({ sessionId: SESSION, audience: "people", people: ["bo"] });
        assert.deepEqual(
          (await client.listShares()).map(({ shareId, audience }) => [shareId, audience]),
          [[share.shareId, "people"]],
        );
        await client.revokeToken();
        await assert.rejects(client.listShares(), refused("unauthorized", 401));
      });
    });
});
