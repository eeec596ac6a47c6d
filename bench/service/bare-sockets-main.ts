// A WebSocket server that sends one buffer to all its sockets when it is asked over HTTP, for comparison.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { batchFrame } from "../../service/live/frames.ts";
import { partEntry } from "./filled-share.ts";

const { key, content } = partEntry(1, 1);
const text = Buffer.from(JSON.stringify({ key, content }));
const frame = batchFrame({ base: 1, revision: 2, text });
if (!frame) throw new Error("a part makes no frame");
const server = createServer((_, response) => {
  for (const socket of sockets.clients) socket.send(frame, { binary: false });
  response.end();
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket) => socket.send(frame, { binary: false }));
server.listen(0, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
