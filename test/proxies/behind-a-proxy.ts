import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { get } from "node:https";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { ServiceClient } from "../../client/service-client.ts";
import { QUICK, TestFollower } from "../../client/testing/test-follower.ts";
import { certificates } from "../../fixtures/certificates.ts";
import { CookieBrowser } from "../../fixtures/cookie-browser.ts";
import { OidcFixture } from "../../fixtures/oidc-provider.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { parseShareLink } from "../../protocol/links.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import { makeTempFolder, type TempFolder } from "../../tools/process/temp-folder.ts";
import { createShareEngine } from "../../tools/share-engine.ts";
import { freePort, type ProxyName, ProxyProcess } from "./proxy-process.ts";
import { type Site, type SiteWithCertificate, sites, withCertificate } from "./sites.ts";

const PROXY = "127.0.0.1";
/** Another address of this machine, and one that a visitor makes up. */
const VISITOR = "127.0.0.2";
const CLAIMED = "203.0.113.7";
/** Elsewhere a machine calls only 127.0.0.1 its own, unless it is told to. */
const HAS_MORE_ADDRESSES = process.platform === "linux";

/** Has a service run behind each site of these proxies, and looks what comes through. */
export function describeServiceBehind(...proxies: readonly ProxyName[]): void {
  for (const site of sites.filter(({ proxy }) => proxies.includes(proxy))) describeSite(site);
  for (const name of proxies) {
    const text = withCertificate[name];
    if (text) describeCertificate(name, text);
  }
}

function describeSite({ proxy: name, what, path, hasLine, tellsAddress, text }: Site): void {
  describe(`a service behind ${name} ${what}`, () => {
    let folder: TempFolder;
    let service: ServiceProcess | undefined;
    let proxy: ProxyProcess | undefined;
    let follower: TestFollower | undefined;
    /** Where people reach the service. */
    let url: string;

    before(() => start());
    afterEach(() => follower?.following.dispose());
    after(() => stop());

    const dataDir = () => join(folder.path, "data");
    async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
      folder = makeTempFolder("proxied");
      const port = await freePort();
      url = `http://127.0.0.1:${port}${path}`;
      service = await ServiceProcess.start({
        dataDir: dataDir(),
        env: { SHARE_PUBLIC_URL: url, SHARE_TRUST_PROXY: PROXY, ...env },
      });
      proxy = await ProxyProcess.start(name, text(port, `127.0.0.1:${service.port}`), port);
    }
    async function stop(): Promise<void> {
      await proxy?.stop();
      await service?.stop();
      folder.remove();
    }
    const message = (id: string, words: string) => ({
      entries: [{ key: `session/part/ses_1/msg_1/${id}`, content: { type: "text", text: words } }],
    });

    it("takes a text of 3 MB and gives it back, to who reads and to who follows", async () => {
      const long = "a line of output\n".repeat(185_000);
      const storage = new SqliteStorage(join(folder.path, "opencode"));
      const sessionId = storage.createSession({ directory: "/work", title: "A session" });
      const messageId = storage.putMessage(sessionId, { role: "user", time: { created: 1 } });
      storage.putPart(sessionId, messageId, { type: "text", text: long });
      const engine = createShareEngine({ storagePath: storage.dataDir });
      try {
        const [session] = await engine.source.list();
        assert.ok(session);
        const { shareUrl } = await engine.sharing.share(
          { session, serviceUrl: url, expiry: { kind: "never" } },
          () => undefined,
          new AbortController().signal,
        );
        assert.ok(shareUrl.startsWith(`${url}/share/`), shareUrl);
        const { shareId = "" } = parseShareLink(shareUrl) ?? {};
        if (name === "nginx") {
          const target = `${url}${routePath(routes.syncShare, shareId)}`;
          const tooLarge = await fetch(target, { method: routes.syncShare.method, body: long });
          assert.equal(tooLarge.status, 413);
        }
        const { entries } = await new ServiceClient(url).read(shareId);
        const isLong = (content: unknown) => (content as { text?: string }).text === long;
        assert.equal(entries.filter((entry) => "content" in entry && isLong(entry.content)).length, 1);
        follower = new TestFollower(url, shareId, { ...QUICK, answer: 60_000 });
        await follower.until(({ state }) => [...state.contents.values()].some(isLong));
      } finally {
        await engine.dispose();
        storage.close();
      }
    });

    /** Reads, follows in this way, hears what is new and that it is over. */
    const follows = async (phase: "live" | "polling"): Promise<void> => {
      const client = new ServiceClient(url);
      const shared = await client.create({ sessionId: "ses_1", title: "T" });
      await client.sync(shared, message("prt_1", "first"));
      follower = new TestFollower(url, shared.shareId);
      await follower.untilPhase(phase);
      const { revision } = await client.sync(shared, message("prt_2", "second"));
      await follower.untilRevision(revision);
      assert.equal(follower.phases.at(-1), phase);
      await client.remove(shared);
      await follower.untilPhase("ended");
      assert.ok(follower.status.phase === "ended" && follower.status.why === "revoked");
    };
    if (hasLine) it("has live lines", () => follows("live"));
    else it("passes no WebSocket, and readers ask every few seconds", () => follows("polling"));

    it("has its page, and every file that the page asks for", async () => {
      const { shareUrl } = await new ServiceClient(url).create({ sessionId: "ses_1", title: "T" });
      assert.ok(shareUrl.startsWith(`${url}/share/`), shareUrl);
      const page = await fetch(shareUrl);
      assert.equal(page.status, 200);
      const files = [...(await page.text()).matchAll(/ (?:src|href)="([^"#]+)"/g)]
        .map(([, file = ""]) => new URL(file, shareUrl))
        .filter(({ protocol }) => protocol === "http:");
      assert.ok(files.length >= 2);
      for (const file of files) {
        const answer = await fetch(file);
        assert.equal(answer.status, 200, file.href);
        assert.match(answer.headers.get("content-type") ?? "", /^text\/(javascript|css)/);
        assert.notEqual(await answer.text(), "");
      }
      assert.equal((await fetch(`${url}/`)).status, 200);
      assert.equal((await fetch(url)).status, 200);
    });

    const create = async (headers: Readonly<Record<string, string>>): Promise<void> => {
      const sent = request(`${url}${routes.createShare.path}`, {
        method: routes.createShare.method,
        localAddress: VISITOR,
        headers: { "content-type": "application/json", ...headers },
      });
      sent.end(JSON.stringify({ sessionId: "ses_1", title: "T" }));
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      const told = await readAll(answer);
      assert.equal(answer.statusCode, 201, told);
    };
    const visitors = () => auditedAddresses(dataDir()).filter((address) => address !== PROXY);
    if (tellsAddress)
      it("knows visitors by their own address, whatever they claim", async function () {
        if (!HAS_MORE_ADDRESSES) this.skip();
        await create({});
        await create({ "x-forwarded-for": CLAIMED });
        assert.deepEqual(visitors(), [VISITOR, VISITOR]);
      });
    else
      it("takes visitors for the proxy, and believes what they claim", async function () {
        if (!HAS_MORE_ADDRESSES) this.skip();
        await create({});
        assert.deepEqual(visitors(), []);
        await create({ "x-forwarded-for": CLAIMED });
        assert.deepEqual(visitors(), [CLAIMED]);
      });

    if (what.startsWith("as documented"))
      it("is reached under the address that links begin with", async () => {
        const answer = await fetch(`${url}/healthz?check`);
        const { publicUrl, askedAs } = (await answer.json()) as { publicUrl: string; askedAs: string };
        assert.equal(publicUrl, url);
        const [asked, told] = [new URL(askedAs), new URL(url)];
        assert.deepEqual([asked.protocol, asked.hostname], [told.protocol, told.hostname]);
      });

    it("lets somebody in who is in 40 groups, and knows them from then on", async () => {
      const provider = await OidcFixture.start();
      try {
        const groups = Array.from({ length: 40 }, () => crypto.randomUUID());
        provider.people.set("max", { name: "Max", email: "max@acme.test", org: "acme", groups });
        await stop();
        await start({
          SHARE_AUTH: "oidc",
          SHARE_OIDC_ISSUER: provider.issuer,
          SHARE_OIDC_CLIENT_ID: provider.clientId,
          SHARE_OIDC_CLIENT_SECRET: provider.clientSecret,
        });
        provider.addRedirectUri(`${url}/auth/callback`);
        const browser = new CookieBrowser();
        await browser.open(`${url}/auth/login?return=/healthz`);
        const { status } = await browser.submit({ person: "max" });
        assert.equal(status, 200);
        const { text: answered } = await browser.open(`${url}/api/me`);
        assert.deepEqual((JSON.parse(answered) as { user: { groups: unknown } }).user.groups, groups);
      } finally {
        await provider.close();
      }
    });
  });
}

function describeCertificate(name: ProxyName, text: SiteWithCertificate): void {
  describe(`a service behind ${name} with a certificate`, () => {
    it("learns that people use https", async () => {
      const folder = makeTempFolder("proxied");
      const files = [join(folder.path, "certificate"), join(folder.path, "key")] as const;
      writeFileSync(files[0], certificates.selfSigned);
      writeFileSync(files[1], certificates.key);
      const port = await freePort();
      const url = `https://localhost:${port}`;
      const service = await ServiceProcess.start({
        dataDir: join(folder.path, "data"),
        env: { SHARE_PUBLIC_URL: url, SHARE_TRUST_PROXY: PROXY },
      });
      const site = text(port, `127.0.0.1:${service.port}`, files);
      const proxy = await ProxyProcess.start(name, site, port);
      try {
        const [answer] = (await once(
          get(`${url}/healthz?check`, { ca: certificates.selfSigned }),
          "response",
        )) as [IncomingMessage];
        const { askedAs } = JSON.parse(await readAll(answer)) as { askedAs: string };
        assert.match(askedAs, /^https:\/\/localhost(:|$)/);
      } finally {
        await proxy.stop();
        await service.stop();
        folder.remove();
      }
    });
  });
}

function auditedAddresses(dataDir: string): string[] {
  const folder = join(dataDir, "audit");
  const records = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  return [...records.join("").matchAll(/"from":"([^"]+)"/g)].map(([, from = ""]) => from);
}
