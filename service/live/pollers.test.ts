import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import type { ShareInfo } from "../../protocol/share-info.ts";
import { LiveClient } from "../testing/live-client.ts";
import { TestApp, type TestAppOptions } from "../testing/test-app.ts";

describe("viewers who poll", () => {
  let service: TestApp;
  let share: CreateShareResponse;

  afterEach(() => service.app.close());

  async function serve(options: TestAppOptions = {}, fields: object = {}): Promise<void> {
    service = await TestApp.build({ trustProxy: ["127.0.0.1"], ...options });
    const token = options.auth ? await service.token({ id: "olga" }) : undefined;
    share = await service.create(fields, token);
  }

  /** Reads as a viewer does who knows nothing yet, then asks for news with the answer's ETag. */
  async function poll(address: string, { secret }: { secret?: string } = {}): Promise<number> {
    const asks = {
      headers: { "x-forwarded-for": address, accept: "application/x-ndjson" },
      ...(secret && { secret }),
    };
    const first = await service.call(withQuery("?since=0&opens=true"), share.shareId, asks);
    const etag = String(first.headers.etag);
    const headers = { ...asks.headers, "if-none-match": etag };
    return (await service.call(withQuery("?since=0"), share.shareId, { ...asks, headers })).statusCode;
  }
  const withQuery = (query: string) => ({ method: "GET" as const, path: routes.readShare.path + query });

  const viewers = async () =>
    (await service.call(routes.shareInfo, share.shareId, { secret: share.secret })).json<ShareInfo>().viewers;
  const measured = async () =>
    /^share_viewers (\d+)$/m.exec(await service.parts.metrics.registry.metrics())?.[1];

  it("are counted, each address once, for the owner and in the metrics", async () => {
    await serve();
    assert.equal(await poll("203.0.113.1"), 304);
    await poll("203.0.113.1");
    await poll("203.0.113.2");
    assert.equal(await viewers(), 2);
    assert.equal(await measured(), "2");
  });

  it("are counted by person where people sign in", async () => {
    await serve({ auth: "token" });
    for (const id of ["anna", "ben", "anna"])
      assert.equal(await poll("203.0.113.1", { secret: await service.token({ id }) }), 304);
    assert.equal(await viewers(), 2);
  });

  it("are not those who read once, who look whether there is news, or who may not read", async () => {
    await serve({}, { password: "correct horse" });
    const { headers } = await service.call(withQuery("?since=0"), share.shareId, { secret: share.secret });
    await service.call(withQuery("?since=0"), share.shareId, { secret: share.secret });
    assert.equal(await poll("203.0.113.1"), 401);
    const known = { "if-none-match": String(headers.etag) };
    await service.call(withQuery(""), share.shareId, { secret: share.secret, headers: known });
    assert.equal(await viewers(), 0);
  });

  it("leave when they have not asked for some time", async () => {
    await serve({ pollLastsMs: 50 });
    const { hub } = service.parts;
    hub.pollers.see(share.shareId, "somebody", async () => undefined);
    assert.equal(hub.viewers(share.shareId), 1);
    while (hub.allViewers > 0) await nextTurn();
    assert.equal(await viewers(), 0);
  });

  it("are counted once when they get a line after all", async () => {
    await serve({ trustProxy: [] });
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    await poll("127.0.0.1");
    assert.equal(await viewers(), 1);
    const line = new LiveClient(url, share.shareId);
    await line.until(() => line.frames.length > 0);
    assert.equal(await viewers(), 1);
    line.socket.terminate();
    while (service.parts.hub.allViewers > 0) await nextTurn();
  });

  it("are not counted again by a question that was on its way when they got their line", async () => {
    await serve();
    const { pollers } = service.parts.hub;
    const ask = (who: string) => pollers.see("share", who, async () => undefined);
    ask("a");
    ask("b");
    pollers.getLine("share", "a");
    for (const who of ["a", "b"]) ask(who);
    assert.equal(pollers.count("share"), 1);
  });

  it("leave when the share ends, and when they may read it no longer", async () => {
    await serve({ auth: "token" });
    const { secret } = share;
    const anna = await service.token({ id: "anna" });
    await poll("203.0.113.1", { secret: anna });
    assert.equal(service.parts.hub.allViewers, 1);
    await service.call(routes.endToken, "", { secret: anna });
    assert.equal(service.parts.hub.allViewers, 0);
    await poll("203.0.113.1", { secret: await service.token({ id: "ben" }) });
    assert.equal(service.parts.hub.allViewers, 1);
    await service.call(routes.updateShare, share.shareId, { secret, body: { audience: "me" } });
    assert.equal(service.parts.hub.allViewers, 0);
    await poll("203.0.113.1", { secret });
    assert.equal(service.parts.hub.allViewers, 1);
    await service.call(routes.deleteShare, share.shareId, { secret });
    assert.equal(service.parts.hub.allViewers, 0);
  });
});
