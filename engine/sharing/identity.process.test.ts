import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { follow } from "../../client/follow.ts";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { makeTokens, revokeToken } from "../../fixtures/personal-tokens.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import type { FollowStatus } from "../../protocol/panel.ts";
import type { Readers } from "../options/share-request.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import { Accounts } from "../services/accounts.ts";
import { signInWithToken } from "../services/device-sign-in.ts";
import { mergeShares, RemoteShares } from "../services/remote-shares.ts";
import { ShareLab } from "../testing/share-lab.ts";
import type { TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";
import { changeAt, changeShare } from "./change-share.ts";

const PEOPLE = ["ada", "bo", "eve"] as const;
type Person = (typeof PEOPLE)[number];

describe("shares that belong to somebody, through the real service", () => {
  let lab: ShareLab;
  let window: TestWindow;
  let policyFile: string;
  const tokens = new Map<Person, string>();
  /** What the window's person is signed in with. */
  let token: string | undefined;

  const setPolicy = (policy: object) => writeFile(policyFile, JSON.stringify(policy));
  const clientOf = (person?: Person, url = lab.service.url) =>
    new ServiceClient(url, { token: () => person && tokens.get(person) });
  const share = async (readers?: Readers): Promise<LocalShare> => {
    const [session] = await window.source.list();
    assert.ok(session);
    const request = {
      session,
      serviceUrl: lab.proxy.url,
      expiry: { kind: "days", days: 7 } as const,
      ...(readers ? { readers } : {}),
    };
    return window.sharing.share(request, () => undefined, new AbortController().signal);
  };
  const isRefused = (code: ErrorCode) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error));
    return error.code === code;
  };
  const texts = async ({ shareId }: LocalShare) =>
    JSON.stringify((await clientOf("ada").read(shareId)).entries);
  const statusOf = ({ shareId }: LocalShare) =>
    window.sharing.list().find(({ record }) => record.shareId === shareId)?.status;
  /** What somebody shares, seen from another machine. */
  const elsewhere = async (person: Person) => {
    const signedIn = new Accounts({ secrets: new MemorySecrets() });
    const clientWith = (given: string) => new ServiceClient(lab.proxy.url, { token: () => given });
    await signedIn.add(await signInWithToken(lab.proxy.url, tokens.get(person) ?? "", clientWith));
    const clients = (url: string) =>
      new ServiceClient(url, {
        token: async () => (await signedIn.of(url))?.token,
        onTokenRefused: (refused) => void signedIn.dropToken(refused),
      });
    const remote = new RemoteShares({
      sessions: () => signedIn.list(),
      clientOf: clients,
      onDidChange: () => undefined,
    });
    await remote.load();
    return { signedIn, remote, client: clients(lab.proxy.url) };
  };

  beforeEach(async () => {
    lab = await ShareLab.start(undefined, async (dataDir) => {
      await mkdir(dataDir, { recursive: true });
      policyFile = path.join(path.dirname(dataDir), "policy.json");
      await setPolicy({});
      const made = await makeTokens(dataDir, [
        { id: "ada", name: "Ada" },
        { id: "bo", groups: ["backend"] },
        { id: "eve", org: "other" },
      ]);
      PEOPLE.forEach((person, index) => {
        tokens.set(person, made[index] ?? "");
      });
      return { SHARE_AUTH: "token", SHARE_POLICY_FILE: policyFile };
    });
    token = tokens.get("ada");
    window = await lab.open({ token: () => token });
  });

  afterEach(() => lab.stop());

  const readers: readonly [
    string,
    Readers | undefined,
    Readers["audience"],
    readonly (Person | undefined)[],
  ][] = [
    ["everybody in the organisation, unless somebody says otherwise", undefined, "org", ["ada", "bo"]],
    ["only the one who shares", { audience: "me" }, "me", ["ada"]],
    ["members of a group", { audience: "people", groups: ["backend"] }, "people", ["ada", "bo"]],
    ["who has the link", { audience: "link" }, "link", ["ada", "bo", "eve", undefined]],
  ];
  for (const [who, chosen, audience, allowed] of readers)
    it(`can be read and followed by ${who}`, async () => {
      const record = await share(chosen);
      assert.equal(record.audience, audience);
      for (const person of ["ada", "bo", "eve", undefined] as const) {
        const client = clientOf(person);
        const last = new Promise<FollowStatus>((resolve) => {
          const following = follow(client, record.shareId, {
            onFrame() {},
            onStatus: (status) => {
              following.dispose();
              resolve(status);
            },
          });
        });
        const expected = allowed.includes(person) ? "live" : person ? "forbidden" : "sign_in_required";
        const status = await last;
        assert.equal(status.phase === "ended" ? status.why : status.phase, expected, `${person}`);
        if (expected === "live") await client.probe(record.shareId);
        else await assert.rejects(client.probe(record.shareId), isRefused(expected));
      }
    });

  it("are created by nobody who is not signed in, and nothing of the attempt stays", async () => {
    token = undefined;
    await assert.rejects(share(), isRefused("sign_in_required"));
    assert.deepEqual(window.registry.list(), []);
  });

  it("are opened with their password, and read with the ticket from then on", async () => {
    const { shareId } = await share({ audience: "link", password: "correct horse" });
    const client = clientOf();
    await assert.rejects(client.read(shareId), isRefused("password_required"));
    await assert.rejects(client.open(shareId, "wrong horse"), isRefused("password_required"));
    await client.open(shareId, "correct horse");
    assert.equal((await client.read(shareId)).share.shareId, shareId);
    await assert.rejects(clientOf().read(shareId), isRefused("password_required"));
  });

  it("are listed, changed and ended by who created them, from any machine", async () => {
    const record = await share();
    const { remote, client } = await elsewhere("ada");
    const [found] = mergeShares([], remote.list());
    assert.ok(found?.isFromElsewhere);
    assert.deepEqual(
      [found.record.shareId, found.record.title, found.record.audience],
      [record.shareId, "A session", "org"],
    );
    assert.deepEqual(
      mergeShares(window.registry.list(), remote.list()).map(({ isFromElsewhere }) => isFromElsewhere),
      [false],
    );
    const expiresAt = Date.now() + 60 * DAY_MS;
    const changed = await changeAt(client, { shareId: record.shareId }, { expiresAt, audience: "me" });
    assert.deepEqual([changed.expiresAt, changed.audience], [expiresAt, "me"]);
    await remote.unshare(found.record);
    assert.deepEqual(remote.list(), []);
    await assert.rejects(client.read(record.shareId), isRefused("revoked"));
  });

  it("are nobody else's, who stays signed in all the same", async () => {
    const record = await share();
    const { signedIn, remote, client } = await elsewhere("bo");
    assert.deepEqual(remote.list(), []);
    await assert.rejects(remote.unshare(record), isRefused("unauthorized"));
    await assert.rejects(client.info({ shareId: record.shareId }), isRefused("unauthorized"));
    assert.equal((await signedIn.list()).length, 1);
  });

  it("are kept up by their secret when the token is revoked meanwhile, and the session is over", async () => {
    const record = await share();
    const { signedIn, remote } = await elsewhere("ada");
    await lab.restartService((dataDir) => revokeToken(dataDir, tokens.get("ada") ?? ""));
    window.sharing.retryNow();
    lab.write("Written later");
    const { shareId } = record;
    await until(async () => JSON.stringify((await clientOf("bo").read(shareId)).entries).includes("later"));
    await until(() => statusOf(record)?.phase === "synced");
    await remote.load();
    await until(async () => (await signedIn.list()).length === 0);
  });

  it("pause with the reason while sharing is off, and go on when it is on again", async () => {
    const record = await share();
    await setPolicy({ sharing: "off" });
    await lab.restartService();
    lab.write("Written meanwhile");
    const paused = () => {
      const status = statusOf(record);
      return status?.phase === "paused" && status.code === "not_allowed" ? status : undefined;
    };
    await until(() => paused() !== undefined);
    assert.equal(paused()?.message, "Sharing is switched off on this service.");
    assert.doesNotMatch(await texts(record), /meanwhile/);
    await setPolicy({});
    await lab.restartService();
    window.sharing.retryNow();
    await until(async () => (await texts(record)).includes("meanwhile"));
  });

  it("are changed and ended by who created them although this machine has lost the secret", async () => {
    const record = await share();
    await lab.secrets.delete(`share.${record.shareId}`);
    const { registry } = window;
    const client = (url: string) => new ServiceClient(url, { token: () => token });
    const deps = { registry, clientOf: client, isSignedIn: async () => token !== undefined };
    const changed = await changeShare(deps, record.shareId, { audience: "me" });
    assert.equal(changed?.audience, "me");
    await window.sharing.unshare(record.shareId);
    assert.deepEqual(registry.list(), []);
    await assert.rejects(clientOf("ada").read(record.shareId), isRefused("revoked"));
  });
});
