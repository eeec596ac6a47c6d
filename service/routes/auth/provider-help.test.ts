import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { people, USERINFO_PATH } from "../../../fixtures/oidc-provider.ts";
import { SignInFixture, type SignInOptions } from "../../testing/sign-in.ts";

describe("a provider that does not say all at once", () => {
  let fixture: SignInFixture;
  let log: string[];
  /** Where the fixture's people want to go. */
  const RETURN = "https://share.test/healthz";
  const start = async (options: SignInOptions = {}) => {
    log = [];
    const stream = { write: (line: string) => void log.push(line) };
    fixture = await SignInFixture.start({ log: { stream }, ...options });
  };
  afterEach(() => fixture.close());

  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const failures: [string, (response: ServerResponse) => void, RegExp][] = [
    ["answers 401", (response) => response.writeHead(401).end(), /status 401/],
    [
      "answers 401 with a challenge",
      (response) => response.writeHead(401, { "www-authenticate": 'Bearer error="invalid_token"' }).end(),
      /status 401/,
    ],
    ["answers 403", (response) => response.writeHead(403).end(), /status 403/],
    ["answers 500", (response) => response.writeHead(500).end(), /status 500/],
    [
      "sends the browser elsewhere",
      (response) => response.writeHead(302, { location: "/" }).end(),
      /status 302/,
    ],
    ["speaks of somebody else", (response) => json(response, { sub: "ann", org: "blue" }), /somebody else/],
    ["answers a page", (response) => response.end("<p>Sign in"), /cannot be used/],
    ["hangs up", (response) => response.destroy(), /cannot be reached/],
    ["says nothing", () => {}, /does not answer in time/],
  ];
  for (const [name, answer, reason] of failures)
    it(`signs people in all the same by the ID token when its userinfo endpoint ${name}, and the log says so`, async () => {
      await start();
      const { email: _email, ...incomplete } = people.cid;
      fixture.provider.people.set("cid", incomplete);
      fixture.provider.answers.set(USERINFO_PATH, (_request, response) => answer(response));
      const browser = await fixture.signedIn("cid");
      assert.equal(browser.page?.url.href, RETURN);
      const user = (await fixture.me(browser)) as { id: string; org: string };
      assert.deepEqual([user.id, user.org], ["cid", "acme"]);
      const [line = ""] = log.filter((line) => line.includes("userinfo"));
      assert.match(line, reason);
    });

  it("is blamed by the name of what fails when the ID token alone is not enough", async () => {
    await start({ claimsIn: "userinfo" });
    fixture.provider.answers.set(USERINFO_PATH, (_request, response) => response.writeHead(401).end());
    const browser = await fixture.signedIn("cid");
    assert.equal(browser.page?.status, 403);
    assert.match(
      browser.page?.text ?? "",
      /“org” is missing; its userinfo endpoint.*answers with status 401/,
    );
    assert.match(log.join(""), /userinfo endpoint, which may say more, answers with status 401/);
  });

  const elsewhere = (path: string, source: object = {}) => ({
    ...people.cid,
    groups: undefined,
    _claim_names: { groups: "src1" },
    _claim_sources: { src1: { endpoint: new URL(path, fixture.provider.issuer).href, ...source } },
  });
  /** The fixture has claims in its ID token only when it knows their names. */
  const withElsewhere = { claimNames: ["_claim_names", "_claim_sources"] };
  const bodyOf = async (request: IncomingMessage) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };

  it("is asked for the groups where it says that they are, and an admin is one then", async () => {
    await start(withElsewhere);
    fixture.provider.people.set("cid", elsewhere("/v1/me/getMemberObjects"));
    const asked: string[] = [];
    fixture.provider.answers.set("/v1/me/getMemberObjects", async (request, response) => {
      asked.push(`${request.method} ${request.headers.authorization?.slice(0, 7)}`, await bodyOf(request));
      json(response, { value: ["dev", "share-admins"] });
    });
    const browser = await fixture.signedIn("cid");
    assert.equal(browser.page?.url.href, RETURN);
    const user = (await fixture.me(browser)) as { groups: string[]; role: string };
    assert.deepEqual([user.groups, user.role], [["dev", "share-admins"], "admin"]);
    assert.deepEqual(asked, ["POST Bearer ", '{"securityEnabledOnly":false}']);
  });

  it("is asked as the standard says, with the token that is meant for it", async () => {
    await start(withElsewhere);
    fixture.provider.people.set("cid", elsewhere("/claims", { access_token: "for-claims" }));
    fixture.provider.answers.set("/claims", async (request, response) => {
      const isRight = request.headers.authorization === "Bearer for-claims";
      response.end(await fixture.provider.sign({ groups: isRight ? ["dev"] : ["wrong"] }));
    });
    const user = (await fixture.me(await fixture.signedIn("cid"))) as { groups: string[] };
    assert.deepEqual(user.groups, ["dev"]);
  });

  it("that does not give the groups leaves people signed in without them, told in page and log", async () => {
    await start(withElsewhere);
    fixture.provider.people.set("cid", elsewhere("/v1/me/getMemberObjects"));
    fixture.provider.answers.set("/v1/me/getMemberObjects", (_request, response) => json(response, {}, 403));
    const browser = await fixture.signedIn("cid");
    assert.match(browser.page?.text ?? "", /signed in, without your groups.*more groups of yours/s);
    assert.match(browser.page?.text ?? "", /href="https:\/\/share\.test\/healthz"/);
    assert.match(log.join(""), /more groups of yours than it puts into a sign-in/);
    const user = (await fixture.me(browser)) as { groups: string[]; role: string };
    assert.deepEqual([user.groups, user.role], [[], "member"]);
  });

  it("gives no token of its own to a host that is not its own", async () => {
    await start(withElsewhere);
    const other = await SignInFixture.start();
    try {
      let isAsked = false;
      other.provider.answers.set("/getMemberObjects", (_request, response) => {
        isAsked = true;
        json(response, { value: ["share-admins"] });
      });
      fixture.provider.people.set("cid", elsewhere(`${other.provider.issuer}/getMemberObjects`));
      const user = (await fixture.me(await fixture.signedIn("cid"))) as { role: string };
      assert.deepEqual([user.role, isAsked], ["member", false]);
    } finally {
      await other.close();
    }
  });

  it("with groups in an unknown form is told of in another sentence", async () => {
    await start();
    fixture.provider.people.set("cid", { ...people.cid, groups: { count: 3 } });
    const browser = await fixture.signedIn("cid");
    assert.match(
      browser.page?.text ?? "",
      /form that is not understood: the claim “groups” holds an object \(count\)/,
    );
    assert.match(log.join(""), /form that is not understood/);
  });

  it("without any groups is fine, and the log alone says so", async () => {
    await start();
    const { groups: _groups, ...without } = people.cid;
    fixture.provider.people.set("cid", without);
    const browser = await fixture.signedIn("cid");
    assert.equal(browser.page?.url.href, RETURN);
    assert.match(log.join(""), /does not say which groups you belong to: the claim “groups” is missing/);
  });

  it("names several organisations, of which the policy says whose somebody is", async () => {
    await start({ policy: { orgs: { prefer: ["blue"] } } });
    fixture.provider.people.set("cid", { ...people.cid, org: ["acme", "blue"] });
    const user = (await fixture.me(await fixture.signedIn("cid"))) as { org: string };
    assert.equal(user.org, "blue");
  });
});
