import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import type { Bus } from "../bus/bus.ts";
import { MemoryNodes } from "../bus/memory-bus.ts";
import { memoryStores, type Stores } from "../storage/stores.ts";
import { LiveClient } from "../testing/live-client.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

describe("who follows on another node", () => {
  const nodes: TestApp[] = [];
  const viewers: LiveClient[] = [];
  afterEach(async () => {
    for (const { socket } of viewers.splice(0)) socket.terminate();
    for (const { app } of nodes.splice(0)) await app.close();
  });

  /** Two nodes that keep everything together, on which people sign in with tokens. */
  async function begin(change: (bus: Bus) => Bus = (bus) => bus) {
    const stores: Stores = memoryStores();
    const between = new MemoryNodes();
    const key = randomBytes(32);
    const [here, there] = await Promise.all(
      [between.open(), between.open()].map(async (bus) => {
        const node = await TestApp.build({ auth: "token", stores: { ...stores, bus: change(bus) }, key });
        await node.app.listen({ host: "127.0.0.1", port: 0 });
        nodes.push(node);
        return node;
      }),
    );
    assert.ok(here && there);
    const tokens = { ann: await here.token({ id: "ann" }), bob: await here.token({ id: "bob" }) };
    const share = await here.create({ audience: "org" }, tokens.ann);
    const { port } = there.app.server.address() as AddressInfo;
    const follow = async (token = tokens.bob) => {
      const headers = { authorization: `Bearer ${token}` };
      const viewer = new LiveClient(`http://127.0.0.1:${port}`, share.shareId, 0, { headers });
      viewers.push(viewer);
      await viewer.until(() => viewer.frames.length > 0);
      return viewer;
    };
    return { here, there, stores, tokens, share, follow };
  }

  it("hears each step, read once for all of them", async () => {
    const { here, stores, share, follow } = await begin();
    const all = await Promise.all([follow(), follow(), follow()]);
    await here.sync(share, [part(1, "one")]);
    await Promise.all(all.map((viewer) => viewer.untilRevision(1)));
    let reads = 0;
    const readSince = stores.shares.readSince.bind(stores.shares);
    stores.shares.readSince = (...asked) => {
      reads += 1;
      return readSince(...asked);
    };
    await here.sync(share, [part(2, "two")]);
    await Promise.all(all.map((viewer) => viewer.untilRevision(2)));
    assert.equal(reads, 1);
    for (const { frames } of all) assert.match(JSON.stringify(frames), /one.*two/);
  });

  it("hears a step that is too large for one frame, each at its own pace", async () => {
    const { here, share, follow } = await begin();
    const viewer = await follow();
    const long = "x".repeat(700_000);
    await here.sync(share, [part(1, long), part(2, `${long}end`)]);
    await viewer.untilRevision(1);
    assert.match(JSON.stringify(viewer.frames), /xend/);
  });

  it("hears how a share is described now", async () => {
    const { here, share, follow } = await begin();
    const viewer = await follow();
    await change(here, share, { title: "Another" });
    await viewer.until(() => JSON.stringify(viewer.frames.at(-1)).includes("Another"));
  });

  type Begun = Awaited<ReturnType<typeof begin>>;
  const ends: readonly (readonly [string, (all: Begun) => Promise<unknown>, string])[] = [
    ["a share ends", ({ here, share }) => here.call(routes.deleteShare, share.shareId, share), "revoked"],
    [
      "fewer may read it",
      ({ here, share }) => change(here, share, { audience: "people", people: ["carl"] }),
      "forbidden",
    ],
    [
      "it gets a password",
      ({ here, share }) => change(here, share, { password: "a password" }),
      "unauthorized",
    ],
    [
      "their token is revoked",
      ({ here, tokens }) => here.call(routes.endToken, "", { secret: tokens.bob }),
      "unauthorized",
    ],
  ];
  for (const [what, end, reason] of ends) {
    it(`is gone before the answer when ${what}`, async () => {
      const all = await begin();
      const viewer = await all.follow();
      await end(all);
      assert.equal(viewer.socket.readyState === viewer.socket.OPEN, false);
      assert.equal(await viewer.closed, reason);
    });

    it(`is told nothing that was written after ${what}, though no word of it arrives`, async () => {
      const all = await begin((bus) => ({ ...bus, subscribe: () => {} }));
      const viewer = await all.follow();
      await end(all);
      assert.equal(viewer.socket.readyState, viewer.socket.OPEN);
      // By the node where the viewer is: a share that has ended takes nothing.
      await all.there.sync(all.share, [part(1, "secret")]);
      const { shareId } = all.share;
      all.there.parts.hub.publish(shareId, {
        base: 0,
        revision: 1,
        text: Buffer.from(JSON.stringify(part(1, "secret"))),
      });
      assert.equal(await viewer.closed, reason);
      assert.doesNotMatch(JSON.stringify(viewer.frames), /secret/);
    });
  }

  async function change(node: TestApp, share: CreateShareResponse, body: object): Promise<void> {
    const answer = await node.call(routes.updateShare, share.shareId, { secret: share.secret, body });
    assert.equal(answer.statusCode, 200, answer.body);
  }

  it("has to come back later when nothing can be heard of the other nodes", async () => {
    const { there, follow } = await begin();
    const viewer = await follow();
    there.parts.hub.letGo();
    assert.equal(await viewer.closed, "restarting");
  });
});
