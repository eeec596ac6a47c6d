import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { TestApp } from "../testing/test-app.ts";

const REQUEST = "GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n";

describe("a connection", () => {
  let service: TestApp;
  let socket: Socket;
  let heard = "";
  let wake = () => {};
  beforeEach(async () => {
    service = await TestApp.build();
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = service.app.server.address() as AddressInfo;
    heard = "";
    socket = connect(port, "127.0.0.1").on("error", () => {});
    socket.on("data", (chunk) => {
      heard += chunk;
      wake();
    });
    socket.on("close", () => wake());
    await once(socket, "connect");
  });
  afterEach(async () => {
    socket.destroy();
    await service.app.close();
  });

  const answers = () => heard.split("HTTP/1.1 200 ").length - 1;
  const answered = async (count: number) => {
    while (answers() < count && !socket.closed)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };

  it("on which ever more is asked before anything is answered is hung up on", async () => {
    socket.write(REQUEST.repeat(1_000));
    await answered(1_000);
    assert.ok(answers() < 1_000, "all was answered");
  });

  it("may ask for a few things at once, again and again", async () => {
    for (let round = 1; round <= 20; round++) {
      socket.write(REQUEST.repeat(5));
      await answered(5 * round);
    }
    assert.equal(answers(), 100);
  });
});
