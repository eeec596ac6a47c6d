import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from "node:net";
import { connect } from "node:tls";
import { certificates } from "../fixtures/certificates.ts";
import { describeReachProblem, type ReachProblem, reachProblemOf } from "./reach-problem.ts";
import { ServiceClient } from "./service-client.ts";
import { ServiceError, ServiceUnreachableError } from "./service-error.ts";

describe("a service that cannot be reached", () => {
  const servers: (Server | SocketServer)[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: Server | SocketServer): Promise<number> {
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
  const answering = async (handle: RequestListener) =>
    `http://127.0.0.1:${await listen(createServer(handle))}`;
  const secured = async (cert: string) => {
    const server = createSecureServer({ key: certificates.key, cert }, (_, response) => response.end("{}"));
    return `https://127.0.0.1:${await listen(server)}`;
  };
  async function problemAt(url: string): Promise<ReachProblem> {
    const error = await new ServiceClient(url).health().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ServiceUnreachableError, String(error));
    assert.equal(error.message, `${url}: ${describeReachProblem(error.problem)}`);
    return error.problem;
  }

  it("names its certificate, and how it comes to be trusted", async () => {
    const untrusted = await problemAt(await secured(certificates.selfSigned));
    assert.deepEqual(untrusted, { kind: "certificate", why: "untrusted" });
    assert.match(describeReachProblem(untrusted), /http\.systemCertificates.*NODE_EXTRA_CA_CERTS/);
  });

  it("names nobody who listens, a name that nobody knows, and a line that was cut", async () => {
    const gone = createServer();
    const port = await listen(gone);
    servers.length = 0;
    gone.close();
    await once(gone, "close");
    assert.equal((await problemAt(`http://127.0.0.1:${port}`)).kind, "nobodyListens");
    assert.equal((await problemAt("http://no-such-service.invalid")).kind, "unknownName");
    const cutting = await listen(createSocketServer((socket) => socket.destroy()));
    assert.equal((await problemAt(`http://127.0.0.1:${cutting}`)).kind, "cut");
  });

  it("names where it has moved to, and sends nothing there", async () => {
    const asked: (string | undefined)[] = [];
    const there = await answering(({ url }, response) => {
      asked.push(url);
      response.end("{}");
    });
    for (const [location, to] of [
      [`${there}/healthz`, there],
      [`${there}/tools/share/healthz`, `${there}/tools/share`],
      ["https://share.example/healthz", "https://share.example"],
    ])
      for (const status of [301, 302, 303, 307, 308]) {
        const here = await answering((_, response) => response.writeHead(status, { location }).end());
        assert.deepEqual(await problemAt(here), { kind: "moved", to });
      }
    assert.deepEqual(asked, []);
  });

  it("names what leads elsewhere before it, which is as a rule a sign-in", async () => {
    for (const [location, to] of [
      ["https://sso.example/login?next=https%3A%2F%2Fshare.example%2Fhealthz", "https://sso.example"],
      ["/login", "here"],
      ["http://[", undefined],
      ["javascript:alert(1)", undefined],
    ]) {
      const here = await answering((_, response) => response.writeHead(302, { location }).end());
      assert.deepEqual(await problemAt(here), { kind: "ledElsewhere", to: to === "here" ? here : to });
    }
    const nowhere = await answering((_, response) => response.writeHead(302).end());
    assert.equal((await problemAt(nowhere)).kind, "ledElsewhere");
  });

  it("names a web page in its place", async () => {
    const page = { "content-type": "text/html; charset=utf-8" };
    const here = await answering((_, response) =>
      response.writeHead(200, page).end("<h1>Welcome to our Wi-Fi</h1>"),
    );
    assert.deepEqual(await problemAt(here), { kind: "webPage" });
  });

  for (const [status, type, words] of [
    [403, "text/html", /answered 403 with a web page/],
    [404, "text/html", /No opencode-share service is at this address/],
    [413, "text/html", /A proxy before the service refuses requests of this size/],
    [502, "text/html", /A proxy cannot reach the service behind it \(502\)/],
    [511, "text/html", /answered 511 with a web page/],
    [500, "text/plain", /^The service answered 500\.$/],
  ] as const)
    it(`says what a ${status} means that is none of a service's`, async () => {
      const here = await answering((_, response) =>
        response.writeHead(status, { "content-type": type }).end("<html>"),
      );
      await assert.rejects(new ServiceClient(here).health(), (error) => {
        assert.ok(error instanceof ServiceError && !error.isOfService);
        assert.match(error.message, words);
        return true;
      });
    });
});

describe("what Node says", () => {
  it("of a tunnel through a proxy is that it asks for a sign-in", () => {
    const cause = new Error("Proxy response (407) !== 200 when HTTP Tunneling");
    assert.deepEqual(reachProblemOf(new TypeError("fetch failed", { cause })), { kind: "proxySignIn" });
  });

  it("of a certificate is that it is too old, for another name, or of nobody known", async () => {
    for (const [cert, why] of [
      [certificates.expired, "outOfDate"],
      [certificates.otherName, "otherName"],
    ] as const) {
      const server = createSecureServer({ key: certificates.key, cert });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      // As if its authority were trusted: what is left is what is wrong with the certificate itself.
      const socket = connect({ host: "127.0.0.1", port, ca: cert });
      const [error] = (await once(socket, "error")) as [Error];
      assert.deepEqual(reachProblemOf(new TypeError("fetch failed", { cause: error })), {
        kind: "certificate",
        why,
      });
      server.close();
    }
  });
});
