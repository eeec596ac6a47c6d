import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import fc from "fast-check";
import { routePath, routes } from "../../protocol/routes.ts";
import { LiveClient } from "../testing/live-client.ts";
import { TestApp } from "../testing/test-app.ts";

const SEATS = 3;

describe("an upgrade", function () {
  this.timeout(60_000);
  let service: TestApp;
  let port: number;
  let live: string;
  const errors: string[] = [];

  before(async () => {
    const limits = {
      socketsPerAddress: SEATS,
      readsPerAddressPerMinute: 1_000_000,
      opensPerAddressPerMinute: 1_000_000,
      signInsPerAddressPerMinute: 1_000_000,
    };
    const stream = {
      write(line: string) {
        if (JSON.parse(line).level >= 40) errors.push(line);
      },
    };
    service = await TestApp.build({ policy: { limits }, log: { stream } });
    live = routePath(routes.followShare, (await service.create()).shareId);
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    port = (service.app.server.address() as AddressInfo).port;
  });
  afterEach(() => assert.deepEqual(errors.splice(0), []));
  after(() => service.app.close());

  const handshake = {
    host: "h",
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "MDEyMzQ1Njc4OWFiY2RlZg==",
  };
  type Headers = Readonly<Record<string, string | undefined>>;

  function head(path: string, headers: Headers, method = "GET"): string {
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : `${name}: ${value}`,
    );
    return [`${method} ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
  }

  /** All that the service says until it hangs up. */
  async function answerTo(text: string): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.write(text);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    await once(socket, "end");
    socket.destroy();
    return answer;
  }

  const paths = [
    ...Object.values(routes).map((route) => routePath(route, "x".repeat(43))),
    ...[
      "/",
      "/healthz",
      "/docs",
      "/auth/login",
      "/metrics",
      "/api/admin/shares",
      "/share/x",
      "/nothing",
      "//",
      "/%zz",
    ],
  ].filter((path) => !path.endsWith("/live"));
  const kinds: readonly [string, Headers][] = [
    ["a WebSocket", handshake],
    [
      "HTTP/2",
      { host: "h", connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABk" },
    ],
    ["TLS", { host: "h", connection: "upgrade", upgrade: "TLS/1.2" }],
    ["several at once", { ...handshake, upgrade: "h2c, websocket" }],
  ];
  for (const [kind, headers] of kinds)
    for (const method of ["GET", "POST", "HEAD", "OPTIONS"])
      it(`to ${kind} by ${method} is refused before it happens wherever no session is followed`, async () => {
        for (const path of paths) {
          const answer = await answerTo(head(path, headers, method));
          assert.match(answer, /^HTTP\/1\.1 4\d\d[\s\S]*\r\n\r\n/, `${path}: ${answer}`);
        }
      });

  const wrong: readonly [string, Headers, string?][] = [
    ["another protocol", { upgrade: "h2c" }],
    ["several protocols", { upgrade: "websocket, h2c" }],
    [
      "version 8, which hides its origin",
      { "sec-websocket-version": "8", "sec-websocket-origin": "https://evil.test" },
    ],
    ["version 12", { "sec-websocket-version": "12" }],
    ["two versions", { "sec-websocket-version": "13, 8" }],
    ["no version", { "sec-websocket-version": undefined }],
    ["no key", { "sec-websocket-key": undefined }],
    ["a key that is none", { "sec-websocket-key": "short" }],
    ["another method", {}, "POST"],
    ["HEAD", {}, "HEAD"],
    ["a malformed sub-protocol", { "sec-websocket-protocol": "a,,b" }],
  ];
  for (const [what, headers, method] of wrong)
    it(`with ${what} is refused, and takes no seat`, async () => {
      for (let n = 0; n < 2 * SEATS; n++)
        assert.match(await answerTo(head(live, { ...handshake, ...headers }, method)), /^HTTP\/1\.1 40[04] /);
      await seatsAreFree();
    });

  it("that is refused takes what was sent behind it along: nothing of it is heard", async () => {
    const behind = head("/healthz", { host: "h" });
    for (const [path, headers] of [
      ["/healthz", handshake],
      [live, { ...handshake, "sec-websocket-version": "12" }],
    ] as const) {
      const answer = await answerTo(head(path, headers) + behind);
      assert.equal(answer.split("HTTP/1.1 ").length, 2, answer);
    }
  });

  it("that is taken hears no request in what was sent behind it", async () => {
    const answer = await answerTo(head(live, handshake) + head("/healthz", { host: "h" }));
    assert.match(answer, /^HTTP\/1\.1 101 /);
    assert.doesNotMatch(answer, /opencode-share/);
    await seatsAreFree();
  });

  type Ending = (socket: Socket) => Promise<void>;
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const endings: Readonly<Record<string, Ending>> = {
    "a reset at once": async (socket) => void socket.resetAndDestroy(),
    "a reset a moment later": async (socket) => {
      await pause();
      socket.resetAndDestroy();
    },
    "a half-closed line": async (socket) => {
      socket.end();
      await once(socket.resume(), "close");
    },
    "a reset after the first byte of the answer": async (socket) => {
      await once(socket, "data");
      socket.resetAndDestroy();
    },
    "a reset behind noise": async (socket) => {
      socket.write("\\xff\\xff\\xff\\xff not a frame");
      await pause();
      socket.resetAndDestroy();
    },
  };

  it("of a client that dies at any stage gives its seat back", async () => {
    const deaths = fc.array(fc.constantFrom(...Object.keys(endings)), { minLength: 1, maxLength: SEATS });
    await fc.assert(
      fc.asyncProperty(deaths, async (names) => {
        await Promise.all(
          names.map(async (name) => {
            const socket = connect(port, "127.0.0.1").on("error", () => {});
            await once(socket, "connect");
            socket.write(head(live, handshake));
            await endings[name]?.(socket);
          }),
        );
        await seatsAreFree();
      }),
      { numRuns: 50 },
    );
  });

  it("of a client that dies while its share is looked up gives its seat back", async () => {
    const { shares } = service.stores;
    const { get } = shares;
    for (let n = 0; n < 2 * SEATS; n++) {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      const [served] = await Promise.all([once(service.app.server, "connection"), once(socket, "connect")]);
      const gone = new Promise<void>((resolve) => {
        shares.get = async (shareId) => {
          shares.get = get;
          socket.resetAndDestroy();
          await new Promise((closed) => (served[0] as Socket).once("close", closed));
          resolve();
          return get.call(shares, shareId);
        };
      });
      socket.write(head(live, handshake));
      await gone;
    }
    await seatsAreFree();
  });

  /** Resolves when as many can follow as there are seats. */
  async function seatsAreFree(): Promise<void> {
    const viewers: LiveClient[] = [];
    while (viewers.length < SEATS) {
      const viewer = new LiveClient(`http://127.0.0.1:${port}`, live.split("/").at(-2) ?? "");
      viewer.closed.catch(() => undefined);
      const isIn = await new Promise<boolean>((resolve) => {
        viewer.socket.once("message", () => resolve(true)).once("unexpected-response", () => resolve(false));
      });
      if (isIn) viewers.push(viewer);
      else viewer.socket.on("error", () => {}).terminate();
    }
    for (const { socket } of viewers) {
      socket.terminate();
      await once(socket, "close");
    }
  }
});
