import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { assertError } from "../testing/assert-error.ts";
import { sampleKey } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

const MB = 1024 * 1024;

describe("the body of a sync", () => {
  let service: TestApp;
  let share: CreateShareResponse;
  beforeEach(async () => {
    service = await TestApp.build();
    share = await service.create();
  });
  afterEach(() => service.app.close());

  /** Sends text as it is. */
  const send = (payload: string | Buffer, type = "application/json") =>
    service.app.inject({
      method: "POST",
      url: `/api/sessions/share/${share.shareId}/sync`,
      headers: { authorization: `Bearer ${share.secret}`, "content-type": type },
      payload,
    });
  const entryOf = (content: string) => `{"entries":[{"key":"${sampleKey(1)}","content":${content}}]}`;
  const stored = async () => (await service.app.inject(`/api/sessions/shared/${share.shareId}`)).body;

  it("keeps contents to the last digit and space", async () => {
    const content = '{ "n": 123456789012345678901234567890.10e+400, "s": "\\u00e9\\ud800" , "a":[ ] }';
    assert.equal((await send(entryOf(content))).statusCode, 200);
    assert.ok((await stored()).includes(`"content":${content}}`));
  });

  const broken: Record<string, string> = {
    "text that closes its entry": entryOf('1},{"key":"x"'),
    "two values": entryOf("1 2"),
    "a line break in a text": entryOf('"a\nb"'),
    "a number that is none": entryOf("01"),
    "no JSON at all": "nonsense",
    "the beginning of a body": '{"entries":[',
    nothing: "",
  };
  for (const [what, payload] of Object.entries(broken))
    it(`is refused with ${what}, and nothing is kept`, async () => {
      assertError(await send(payload), 400, "invalid_request");
      assert.match(await stored(), /"revision":0,"entries":\[\]/);
    });

  it("is refused when it does not say that it is JSON", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded"])
      assertError(await send(entryOf("1"), type), 400, "invalid_request");
  });

  it("costs no more than its bytes, however many values it holds", async () => {
    const payload = entryOf(`[${"{},".repeat(4 * MB)}{}]`);
    const before = process.memoryUsage().heapUsed;
    assert.equal((await send(payload)).statusCode, 200);
    assert.ok(process.memoryUsage().heapUsed - before < 200 * MB);
  });

  it("waits for room when unfinished bodies have taken it, and small ones go on", async () => {
    const url = new URL(await service.app.listen({ host: "127.0.0.1", port: 0 }));
    const sockets: Socket[] = [];
    const begin = async (length: number, body = "") => {
      const socket = connect(Number(url.port), url.hostname);
      sockets.push(socket);
      await once(socket, "connect");
      socket.write(
        `POST /api/sessions/share/${share.shareId}/sync HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${share.secret}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
      );
      return socket;
    };
    const answerTo = async (socket: Socket) => String((await once(socket, "data"))[0]);
    const held = [await begin(60 * MB, "{"), await begin(60 * MB, "{")];
    const refused = await answerTo(await begin(60 * MB, "{"));
    assert.match(refused, /^HTTP\/1\.1 503 /);
    assert.match(refused, /retry-after: \d/);
    const small = entryOf('"small"');
    assert.match(await answerTo(await begin(small.length, small)), /^HTTP\/1\.1 200 /);
    for (const socket of held) socket.destroy();
    const large = entryOf(JSON.stringify("x".repeat(50 * MB)));
    let answer = "";
    while (!answer.startsWith("HTTP/1.1 200")) answer = await answerTo(await begin(large.length, large));
    for (const socket of sockets) socket.destroy();
  });
});
