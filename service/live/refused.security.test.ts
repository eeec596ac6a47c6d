import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { routePath, routes } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";

describe("an upgrade that is refused", () => {
  let service: TestApp;
  let port: number;
  let shareId: string;

  before(async () => {
    service = await TestApp.build({ auth: "token", policy: { limits: { readsPerAddressPerMinute: 6 } } });
    ({ shareId } = await service.create({}, await service.token({ id: "ann" })));
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    port = (service.app.server.address() as AddressInfo).port;
  });
  after(() => service.app.close());

  /** The first line of the answer to an upgrade, once the service has hung up. */
  async function answerTo(path: string, header = "accept: */*"): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    const upgrade = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13";
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: h\r\n${upgrade}\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n${header}\r\n\r\n`,
    );
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    await once(socket, "end");
    socket.destroy();
    return text.split("\r\n", 1)[0] ?? "";
  }

  const path = () => routePath(routes.followShare, shareId);
  const cases: readonly [string, () => Promise<string>, string][] = [
    ["nobody is signed in", () => answerTo(path()), "401 Unauthorized"],
    ["the token is none", () => answerTo(path(), "authorization: Bearer x"), "401 Unauthorized"],
    ["the page is foreign", () => answerTo(path(), "origin: https://evil.test"), "403 Forbidden"],
    ["the address is none of ours", () => answerTo("/nothing"), "404 Not Found"],
    ["the address cannot be read", () => answerTo("/share/%zz"), "400 Bad Request"],
    [
      "there were too many",
      async () => {
        for (let n = 0; n < 6; n++) await answerTo(path());
        return answerTo(path());
      },
      "429 Too Many Requests",
    ],
  ];
  for (const [why, ask, status] of cases)
    it(`is hung up on, so that it costs nothing more: ${why}`, async () => {
      assert.equal(await ask(), `HTTP/1.1 ${status}`);
    });
});
