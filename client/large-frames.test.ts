import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { Json } from "../protocol/json.ts";
import { describeExcess, excessOfText } from "../protocol/json-measure.ts";
import { closeCodes, type LiveFrame } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";
import { type Following, follow } from "./follow.ts";
import type { ParseLarge } from "./large-text.ts";
import { ServiceClient } from "./service-client.ts";
import { TEST_SHARE_ID as ID, shareFrame, step } from "./testing/test-frames.ts";
import { Queue } from "./testing/test-queue.ts";

const LARGE = "one line\n".repeat(300_000);
const KEY = "session/part/s/m/p";
const largeStep = (base: number, revision: number, more: object = {}) =>
  step(base, revision, { entries: [{ key: KEY, content: { text: LARGE } }], ...more });

describe("a large live frame, which is parsed elsewhere", () => {
  let server: Server;
  let sockets: WebSocketServer;
  let following: Following | undefined;
  let connections: Queue<{ readonly socket: WebSocket; readonly since: string | null }>;
  let heard: Queue<LiveFrame | FollowStatus>;
  /** Parsing that waits until the test lets it go on. */
  let parsing: Queue<() => void>;
  let isHeldUp: boolean;

  const parseLarge: ParseLarge = async (text, limits) => {
    if (isHeldUp) await new Promise<void>((resolve) => parsing.push(resolve));
    const excess = excessOfText(text, limits);
    if (excess) return { why: describeExcess(excess) };
    try {
      return { value: JSON.parse(text) as Json };
    } catch {
      return { why: undefined };
    }
  };

  beforeEach(async () => {
    connections = new Queue();
    heard = new Queue();
    parsing = new Queue();
    isHeldUp = true;
    server = createServer((_, response) => response.writeHead(200).end("{}")).listen(0, "127.0.0.1");
    sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket, { url = "" }) =>
      connections.push({ socket, since: new URL(url, "http://x").searchParams.get("since") }),
    );
    await once(server, "listening");
    const client = new ServiceClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      parseLarge,
    });
    following = follow(client, ID, {
      onFrame: (frame) => heard.push(frame),
      onStatus: (status) => heard.push(status),
    });
  });

  afterEach(async () => {
    following?.dispose();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const send = (socket: WebSocket, ...frames: (object | string)[]) => {
    for (const frame of frames) socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  };
  /** Takes the next connection and brings it to where it is live. */
  async function live() {
    const connection = await connections.take();
    send(connection.socket, shareFrame(0));
    assert.equal(frameOf(await heard.take()), "share");
    assert.equal(phaseOf(await heard.take()), "live");
    return connection;
  }
  const phaseOf = (item: LiveFrame | FollowStatus) => ("phase" in item ? item.phase : undefined);
  const frameOf = (item: LiveFrame | FollowStatus) => ("type" in item ? item.type : undefined);

  it("is heard before the small ones that came after it", async () => {
    const { socket } = await live();
    send(socket, step(0, 1), largeStep(1, 2), step(2, 3), largeStep(3, 4), step(4, 5));
    assert.deepEqual(await heard.take(), step(0, 1));
    const first = await parsing.take();
    assert.equal(heard.size, 0);
    first();
    assert.deepEqual(await heard.take(), largeStep(1, 2));
    assert.deepEqual(await heard.take(), step(2, 3));
    (await parsing.take())();
    assert.deepEqual(await heard.take(), largeStep(3, 4));
    assert.deepEqual(await heard.take(), step(4, 5));
  });

  it("is heard before the end that came after it", async () => {
    const { socket } = await live();
    send(socket, largeStep(0, 1), step(1, 2));
    socket.close(closeCodes.revoked);
    (await parsing.take())();
    assert.deepEqual(await heard.take(), largeStep(0, 1));
    assert.deepEqual(await heard.take(), step(1, 2));
    assert.equal(phaseOf(await heard.take()), "ended");
  });

  it("is not heard any more once nobody follows, and neither is what came after it", async () => {
    const { socket } = await live();
    send(socket, largeStep(0, 1), step(1, 2));
    const goOn = await parsing.take();
    following?.dispose();
    goOn();
    await once(socket, "close");
    assert.equal(heard.size, 0);
  });

  it("belongs to its connection: a lost one is followed by one that asks for all that was not heard", async () => {
    const { socket } = await live();
    send(socket, largeStep(0, 1));
    const goOn = await parsing.take();
    socket.terminate();
    goOn();
    assert.deepEqual(await heard.take(), largeStep(0, 1));
    assert.equal(phaseOf(await heard.take()), "reconnecting");
    assert.equal((await connections.take()).since, "1");
  });

  const list = `{"type":"entries","base":0,"revision":1,"entries":[{"key":"${KEY}","content":"${"x".repeat(2_000_000)}"}`;
  for (const [what, nonsense] of Object.entries({
    "is cut off": list,
    "has no entry behind a comma": `${list},]}`,
    "has what is no entry": `${list},7]}`,
    "has what is no key": `${list},{"key":"../x","content":1}]}`,
    "has wrong brackets": `${list}}]`,
    "goes on after its end": `${list}]} 7`,
    "is a step from nowhere": `${list}]}`.replace('"base":0', '"base":"a"'),
    "is a text": JSON.stringify(LARGE),
    "is no JSON": LARGE,
    "is brackets alone": "[".repeat(3_000_000),
    "is commas alone": `{"entries":[${",".repeat(3_000_000)}]}`,
  }))
    it(`that ${what} is nonsense, as a small one is: another connection is made`, async () => {
      isHeldUp = false;
      const { socket } = await live();
      send(socket, nonsense, step(0, 1));
      assert.equal(phaseOf(await heard.take()), "reconnecting");
      assert.equal((await connections.take()).since, "0");
      assert.equal(heard.size, 0);
    });

  it("lacks an entry that nobody can handle, and says so, and has all others", async () => {
    isHeldUp = false;
    const { socket } = await live();
    const wide = `[${"{},".repeat(1_000_000)}{}]`;
    const entries = [
      `{"key":"session/part/s/m/a","content":1}`,
      ` {"key":"${KEY}","content":${wide}}`,
      `{"key":"session/part/s/m/b","deleted":true}`,
      `{"key":"session/unheard/s","content":"\\"},{[\\\\"}`,
      `{"key":"session/part/s/m/c","append":{"path":["text"],"at":0,"text":"],\\u0022"}}`,
    ];
    send(
      socket,
      `{"later":{"entries":["x"]},"entries" : [${entries.join(",\n")}],"revision":4,"base":0,"type":"entries"}`,
    );
    const frame = await heard.take();
    assert.ok("type" in frame && frame.type === "entries");
    assert.equal(frame.revision, 4);
    assert.deepEqual(
      frame.entries.map((entry) => [entry.key, "content" in entry ? JSON.stringify(entry.content) : entry]),
      [
        ["session/part/s/m/a", "1"],
        [
          KEY,
          JSON.stringify({
            ...{ id: "p", sessionID: "s", messageID: "m", type: "missing" },
            text: "This part is missing from the share: it holds more than 100000 values.",
          }),
        ],
        ["session/part/s/m/b", { key: "session/part/s/m/b", deleted: true }],
        ["session/part/s/m/c", { key: "session/part/s/m/c", append: { path: ["text"], at: 0, text: '],"' } }],
      ],
    );
  });

  it("of a kind that a later version sends is passed over, and what comes after it is heard", async () => {
    isHeldUp = false;
    const { socket } = await live();
    send(socket, { type: "later", text: LARGE }, step(0, 1));
    assert.deepEqual(await heard.take(), step(0, 1));
  });

  it("lets everything else go on while its many entries are read", async () => {
    isHeldUp = false;
    const { socket } = await live();
    const entries = Array.from({ length: 200_000 }, (_, n) => ({
      key: `session/part/s/m/p${n}`,
      content: n,
    }));
    let turns = 0;
    const others = setInterval(() => (turns += 1));
    send(socket, step(0, 1, { entries }));
    const frame = await heard.take();
    clearInterval(others);
    assert.ok("type" in frame && frame.type === "entries");
    assert.equal(frame.entries.length, entries.length);
    assert.ok(turns > 3);
  });
});
