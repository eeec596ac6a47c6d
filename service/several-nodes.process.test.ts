import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { ServiceProcess } from "../fixtures/service-process.ts";
import type { Json } from "../protocol/json.ts";
import { routePath, routes } from "../protocol/routes.ts";
import type { CreateShareResponse } from "../protocol/share.ts";
import { emptyShare, type ShareState } from "../protocol/share-state.ts";
import { LiveClient } from "./testing/live-client.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";
import { key, part, TestClient } from "./testing/test-client.ts";
import { emptyDatabase } from "./testing/test-databases.ts";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "admin", "cli", "main.ts");

type Env = Readonly<Record<string, string>>;

describe("several nodes on one database, as processes", () => {
  const newFolder = temporaryFolders();
  const running: ServiceProcess[] = [];
  const viewers: LiveClient[] = [];
  afterEach(async () => {
    for (const { socket } of viewers.splice(0)) socket.terminate();
    await Promise.all(running.splice(0).map((service) => service.kill()));
  });

  async function startNode(url: string, env: Env = {}): Promise<ServiceProcess> {
    const service = await ServiceProcess.start({
      dataDir: newFolder(),
      env: { SHARE_DATABASE_URL: url, ...env },
    });
    running.push(service);
    return service;
  }

  async function begin(env: Env = {}) {
    const url = await emptyDatabase();
    const [here, there] = await Promise.all([startNode(url, env), startNode(url, env)]);
    return { url, here, there, client: new TestClient(here.url), reader: new TestClient(there.url) };
  }

  async function follow(
    { url }: ServiceProcess,
    shareId: string,
    known: ShareState<Json> = emptyShare(),
    token?: string,
  ) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const viewer = new LiveClient(url, shareId, known.revision, { headers });
    viewer.state = known;
    viewers.push(viewer);
    await viewer.until(() => viewer.frames.length > 0);
    return viewer;
  }

  async function admin(url: string, ...args: string[]): Promise<string> {
    const env = { PATH: process.env.PATH, SHARE_DATA_DIR: newFolder(), SHARE_DATABASE_URL: url };
    return (await run(process.execPath, ["--disable-warning=ExperimentalWarning", cli, ...args], { env }))
      .stdout;
  }

  const textsOf = ({ state }: LiveClient) => JSON.stringify([...state.contents]);

  for (const kind of ["notify", "poll"])
    describe(`that hear of each other by ${kind}`, () => {
      it("tell viewers of the other each step", async () => {
        const { there, client, reader } = await begin({ SHARE_BUS: kind });
        const share = await client.create();
        const viewer = await follow(there, share.shareId);
        await client.sync(share, [part(1, "from one")]);
        await viewer.untilRevision(1);
        await reader.sync(share, [part(2, "from the other")]);
        await viewer.untilRevision(2);
        assert.match(textsOf(viewer), /from one.*from the other/);
      });

      it("end a share for viewers of the other, and answer its readers that it is gone", async () => {
        const { there, client, reader } = await begin({ SHARE_BUS: kind });
        const share = await client.create();
        const viewer = await follow(there, share.shareId);
        assert.equal(await client.remove(share), 204);
        assert.equal((await reader.read(share.shareId)).status, 410);
        assert.equal(await viewer.closed, "revoked");
      });
    });

  it("let nobody follow on without a password that was set on the other", async () => {
    const { there, client, reader } = await begin();
    const share = await client.create();
    const viewer = await follow(there, share.shareId);
    assert.equal(await client.change(share, { password: "a password" }), 200);
    assert.equal((await reader.read(share.shareId)).status, 401);
    assert.equal(await viewer.closed, "unauthorized");
  });

  it("show nobody whose token was revoked elsewhere what comes then, whether or not they hear of it", async () => {
    for (const kind of ["notify", "poll"]) {
      const { url, here, there } = await begin({ SHARE_BUS: kind, SHARE_AUTH: "token" });
      const newToken = async (user: string) =>
        (await admin(url, "tokens", "create", "--user", user, "--org", "acme")).trim();
      const [owner, colleague] = [await newToken("ann"), await newToken("bob")];
      const headers = { authorization: `Bearer ${owner}`, "content-type": "application/json" };
      const created = await fetch(here.url + routes.createShare.path, {
        method: "POST",
        headers,
        body: JSON.stringify({ sessionId: "ses_sample", audience: "org" }),
      });
      const share = (await created.json()) as CreateShareResponse;
      const viewer = await follow(there, share.shareId, undefined, colleague);
      const ended = await fetch(here.url + routes.endToken.path, {
        method: routes.endToken.method,
        headers: { authorization: `Bearer ${colleague}` },
      });
      assert.equal(ended.status, routes.endToken.status);
      await new TestClient(there.url).sync(share, [part(1, "not for them")]);
      assert.equal(await viewer.closed, "unauthorized");
      assert.doesNotMatch(JSON.stringify(viewer.frames), /not for them/);
    }
  });

  it("find out by looking what got lost on the way", async () => {
    const { url, there, client } = await begin();
    const [share, other] = [await client.create(), await client.create()];
    const [viewer, leaving] = [await follow(there, share.shareId), await follow(there, other.shareId)];
    const database = new pg.Client({ connectionString: url });
    await database.connect();
    try {
      await database.query("ALTER FUNCTION pg_notify(text, text) RENAME TO pg_notify_away");
      await client.sync(share, [part(1, "all the same")]);
      assert.equal(await client.remove(other), 204);
      await viewer.untilRevision(1);
      assert.equal(await leaving.closed, "revoked");
    } finally {
      await database.end();
    }
  });

  it("take over viewers of one that is killed, with nothing lost and nothing doubled", async () => {
    const { here, there, client } = await begin();
    const share = await client.create();
    const before = await follow(there, share.shareId);
    await client.sync(share, [part(1, "a")]);
    await before.untilRevision(1);
    await there.kill();
    await client.sync(share, [{ key: key(1), append: { path: ["text"], at: 1, text: "b" } }]);
    const after = await follow(here, share.shareId, before.state);
    await after.untilRevision(2);
    await client.sync(share, [{ key: key(1), append: { path: ["text"], at: 2, text: "c" } }]);
    const steps = () => after.frames.filter((frame) => frame.type === "entries");
    await after.until(() => steps().length === 2);
    assert.deepEqual(
      steps().map(({ base, revision }) => [base, revision]),
      [
        [1, 2],
        [2, 3],
      ],
    );
    assert.match(await (await client.read(share.shareId)).text(), /"abc"/);
  });

  it("give the steps that both make one order, which viewers of both see", async () => {
    const { here, there, client, reader } = await begin();
    const share = await client.create();
    const following = [await follow(here, share.shareId), await follow(there, share.shareId)];
    const writing = [client, reader].flatMap((node, index) =>
      Array.from({ length: 20 }, (_, n) => node.sync(share, [part(index * 20 + n, `text ${index} ${n}`)])),
    );
    assert.deepEqual(new Set(await Promise.all(writing)), new Set([200]));
    await Promise.all(following.map((viewer) => viewer.untilRevision(40)));
    const [one, other] = following.map(({ state }) => new Map([...state.contents].sort()));
    assert.equal(one?.size, 40);
    assert.deepEqual(one, other);
  });

  it("count guesses at a password together", async () => {
    const policy = join(newFolder(), "policy.json");
    await writeFile(policy, JSON.stringify({ limits: { passwordAttemptsPerHour: 3 } }));
    const { client, reader } = await begin({ SHARE_POLICY_FILE: policy });
    const share = await client.create();
    await client.change(share, { password: "a password" });
    const guess = async ({ url }: TestClient) =>
      (
        await fetch(url + routePath(routes.openShare, share.shareId), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ password: "a guess" }),
        })
      ).status;
    const answers = await Promise.all([client, reader, client, reader, client].map(guess));
    assert.equal(answers.filter((status) => status === 429).length, 2, answers.join());
  });

  it("hear of what the command line does beside them", async () => {
    const { url, there, client } = await begin();
    const { shareId } = await client.create();
    const viewer = await follow(there, shareId);
    const [listed] = JSON.parse(await admin(url, "shares", "list", "--json"));
    await admin(url, "shares", "revoke", listed.reference);
    assert.notEqual(viewer.socket.readyState, viewer.socket.OPEN);
    assert.equal(await viewer.closed, "revoked");
  });
});
