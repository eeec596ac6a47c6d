import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { manifestSchema } from "../../protocol/sync.ts";
import { type RunningService, startService } from "../start-service.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { key, part, TestClient } from "../testing/test-client.ts";

const LARGE = 40 * 1024 * 1024;
/** What the systems of both sides may hold of a stream, and more, in bytes. */
const ON_THE_WAY = 16 * 1024 * 1024;

describe("reading a large share over a slow line", () => {
  const newFolder = temporaryFolders();
  let service: RunningService;
  let client: TestClient;
  let share: CreateShareResponse;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    service = await startService({ dataDir: newFolder() });
    client = new TestClient(service.url);
    share = await client.create();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await service.close();
  });

  /** Asks for the share and reads no more than the head of the answer. */
  async function readSlowly(secret?: string): Promise<Socket> {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on("error", () => {});
    const proof = secret ? `Authorization: Bearer ${secret}\r\n` : "";
    socket.write(
      `GET ${routePath(routes.readShare, share.shareId)} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${proof}Connection: close\r\n\r\n`,
    );
    await once(socket, "readable");
    return socket;
  }

  /** How many bytes still come. */
  async function rest(socket: Socket): Promise<number> {
    let bytes = 0;
    socket.on("data", (data) => {
      bytes += data.length;
    });
    if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
    return bytes;
  }

  it("ends when the share does, before that is answered", async () => {
    await client.sync(share, [part(1, "x".repeat(LARGE))]);
    const socket = await readSlowly();
    assert.equal(await client.remove(share), 204);
    assert.ok((await rest(socket)) < ON_THE_WAY);
    assert.equal((await client.read(share.shareId)).status, 410);
  });

  it("ends when the right to read does, before that is answered, and goes on for who keeps it", async () => {
    await client.sync(share, [part(1, "x".repeat(LARGE))]);
    const stranger = await readSlowly();
    const owner = await readSlowly(share.secret);
    assert.equal(await client.change(share, { password: "correct horse" }), 200);
    assert.ok((await rest(stranger)) < ON_THE_WAY);
    assert.ok((await rest(owner)) > ON_THE_WAY);
  });

  it("holds up nobody else, and nothing that is synced", async () => {
    await client.sync(share, [part(1, "x".repeat(LARGE))]);
    await Promise.all(Array.from({ length: 10 }, readSlowly));
    const append = { key: key(1), append: { path: ["text"], at: LARGE, text: "!" } };
    assert.equal(await client.sync(share, [append]), 200);
    const { entries } = (await (await client.read(share.shareId)).json()) as {
      entries: { content: { text: string } }[];
    };
    assert.equal(entries[0]?.content.text.length, LARGE + 1);
  });

  it("lets the service stop", async () => {
    await client.sync(share, [part(1, "x".repeat(LARGE))]);
    await readSlowly();
  });

  it("gives the manifest of very many keys whole", async () => {
    for (let from = 0; from < 3200; from += 64)
      await client.sync(
        share,
        Array.from({ length: 64 }, (_, n) => part(from + n, "")),
      );
    const path = routePath(routes.readManifest, share.shareId);
    const response = await fetch(service.url + path, {
      headers: { authorization: `Bearer ${share.secret}` },
    });
    const { revision, keys } = manifestSchema.parse(await response.json());
    assert.deepEqual([revision, Object.keys(keys).length], [50, 3200]);
  });
});
