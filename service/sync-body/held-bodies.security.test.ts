import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

const MB = 1024 * 1024;

describe("somebody who begins large bodies and ends none", () => {
  let service: TestApp;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await service.app.close();
  });

  it("takes no room from what others sync, be it large", async () => {
    service = await TestApp.build({ auth: "token" });
    const [ann, bob] = [await service.token({ id: "ann" }), await service.token({ id: "bob" })];
    const url = new URL(await service.app.listen({ host: "127.0.0.1", port: 0 }));
    /** The head of a sync and the first of so many bytes. @returns the answer, if there is one before the end */
    const begin = async ({ shareId, secret }: CreateShareResponse, length: number, body: string) => {
      const socket = connect(Number(url.port), url.hostname);
      sockets.push(socket);
      const path = routePath(routes.syncShare, shareId);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
      );
      return async () => String((await once(socket, "data"))[0]);
    };
    const [first, second, third] = [
      await service.create({}, ann),
      await service.create({}, ann),
      await service.create({}, bob),
    ];
    await begin(first, 60 * MB, "{");
    assert.match(await (await begin(second, 60 * MB, "{"))(), /^HTTP\/1\.1 503 /);
    const body = JSON.stringify({ entries: [part(1, "x".repeat(50 * MB))] });
    assert.match(await (await begin(third, body.length, body))(), /^HTTP\/1\.1 200 /);
  });
});
