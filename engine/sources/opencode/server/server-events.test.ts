import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OpencodeServer, type OpencodeServerOptions } from "../../../../fixtures/opencode-server.ts";
import { until } from "../../../testing/test-reader.ts";
import { type KnownServer, serverAt } from "./known-server.ts";
import { ServerEvents } from "./server-events.ts";

const PASSWORD = "a-password-that-must-stay-here";
const pace = { firstRetryMs: 2, longestRetryMs: 10 };

describe("the events of opencode servers", () => {
  let server: OpencodeServer | undefined;
  let events: ServerEvents;
  let received: string[];
  let reports: string[];
  let lost: number;
  let servers: readonly KnownServer[];
  let onFound: () => void;

  beforeEach(() => {
    received = [];
    reports = [];
    lost = 0;
    servers = [];
  });
  afterEach(async () => {
    events.dispose();
    await server?.stop();
    assert.ok(!reports.join("\n").includes(PASSWORD));
    assert.ok(!reports.join("\n").includes(Buffer.from(`opencode:${PASSWORD}`).toString("base64")));
  });

  const knownAt = (url: string, password?: string) =>
    [serverAt(url, { OPENCODE_SERVER_PASSWORD: password })].filter((known) => known !== undefined);

  function follow(known: readonly KnownServer[]): void {
    servers = known;
    events = new ServerEvents({
      finder: {
        find: async () => servers,
        watch: (onDidChange) => {
          onFound = onDidChange;
          return { dispose() {} };
        },
      },
      onData: (data) => received.push(data),
      onLost: () => (lost += 1),
      report: (message) => reports.push(message),
      pace,
    });
  }

  async function start(options?: OpencodeServerOptions): Promise<OpencodeServer> {
    server = await OpencodeServer.start(options);
    return server;
  }

  it("arrive whole, however they are cut", async () => {
    const { url } = await start();
    follow(knownAt(url));
    await until(() => server?.followers === 1);
    for (const piece of ["data: Gr", "üße\r\n\r\n: heartbeat\n\nevent: x\nda", "ta: 1\ndata: 2\n\n"]) {
      server?.sendRaw(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(() => received.length === 2);
    assert.deepEqual(received, ["Grüße", "1\n2"]);
  });

  for (const [paths, asked] of [
    [["/global/event", "/event"], ["/global/event"]],
    [["/event"], ["/global/event", "/event"]],
    [["/api/event"], ["/global/event", "/event", "/api/event"]],
  ] as const)
    it(`are found at ${paths[0]}`, async () => {
      const { url } = await start({ paths });
      follow(knownAt(url));
      await until(() => server?.followers === 1);
      assert.deepEqual(
        server?.requests.map(({ path }) => path),
        asked,
      );
    });

  it("are asked for with the password", async () => {
    const { url } = await start({ password: PASSWORD });
    follow(knownAt(url, PASSWORD));
    await until(() => server?.followers === 1);
  });

  it("that need another password are asked for again, quietly, and come with the right one", async () => {
    const { url } = await start({ password: PASSWORD });
    follow(knownAt(url, "wrong"));
    await until(() => (server?.requests.length ?? 0) > 9);
    assert.deepEqual(reports, [`The opencode server at ${url} is not followed now: it asks for a password.`]);
    servers = knownAt(url, PASSWORD);
    onFound();
    await until(() => server?.followers === 1);
  });

  it("come again after the server has been away", async () => {
    const { url, port } = await start();
    follow(knownAt(url));
    await until(() => server?.followers === 1);
    await server?.stop();
    await until(() => lost > 1);
    server = await OpencodeServer.start({}, port);
    await until(() => server?.followers === 1);
    server.send("back");
    await until(() => received.length === 1);
  });

  it("of a server that is not known any more are left", async () => {
    const { url } = await start();
    follow(knownAt(url));
    await until(() => server?.followers === 1);
    servers = [];
    onFound();
    await until(() => server?.followers === 0 && lost === 1);
  });

  it("of a server that is lost are asked for where it is found anew, though nobody told of it", async () => {
    const [{ url }, before] = [await start(), await OpencodeServer.start()];
    follow(knownAt(before.url));
    await until(() => before.followers === 1);
    servers = knownAt(url);
    await before.stop();
    await until(() => server?.followers === 1);
  });

  it("are never followed to another address", async () => {
    const { url } = await start();
    const guide = createServer((_, response) => response.writeHead(302, { location: `${url}/event` }).end());
    await new Promise<void>((resolve) => guide.listen(0, "127.0.0.1", resolve));
    follow(knownAt(`http://127.0.0.1:${(guide.address() as AddressInfo).port}`, PASSWORD));
    await until(() => reports.length > 0);
    assert.deepEqual(server?.requests, []);
    guide.close();
  });
});
