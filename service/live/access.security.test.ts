import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { routes } from "../../protocol/routes.ts";
import { hashSecret } from "../identity/tokens.ts";
import { reading } from "../testing/answers.ts";
import { Cast, type Identity, identities, kinds } from "../testing/cast.ts";
import { LiveClient, refusalOf } from "../testing/live-client.ts";

describe("who may follow a share", () => {
  let cast: Cast;
  let url: string;
  const viewers: LiveClient[] = [];

  before(async () => {
    cast = await Cast.meet();
    await cast.service.app.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(cast.service.app.server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    for (const { socket } of viewers.splice(0)) socket.terminate();
  });
  after(() => cast.service.app.close());

  function follow(shareId: string, headers: Record<string, string>): LiveClient {
    const viewer = new LiveClient(url, shareId, 0, { headers });
    viewers.push(viewer);
    return viewer;
  }
  const arrives = (viewer: LiveClient) => viewer.until(() => viewer.frames.length > 0);
  /** `ok`, or the status that refused the upgrade. */
  const outcomeOf = (viewer: LiveClient) =>
    Promise.race([arrives(viewer).then(() => "ok"), refusalOf(viewer).then(String)]);

  for (const identity of identities)
    it(`is decided before the upgrade for ${identity}`, async () => {
      for (const kind of kinds) {
        const share = await cast.share(kind);
        const outcome = await outcomeOf(follow(share.shareId, cast.headersOf(identity, share)));
        const answer = identity === "stolenCookie" ? "403 forbidden" : reading[identity][kind];
        assert.equal(outcome, answer.slice(0, 3).trim(), kind);
      }
    });

  for (const origin of ["https://evil.test", "null", "https://share.test.evil.test", "http://share.test"])
    it(`is nobody with a page of ${origin}, whatever it brings`, async () => {
      const share = await cast.share("link");
      for (const identity of ["anonymous", "secret", "creator"] as Identity[]) {
        const headers = { ...cast.headersOf(identity, share), origin };
        for (const host of ["127.0.0.1", "share.test"])
          assert.equal(await refusalOf(follow(share.shareId, { ...headers, host })), 403, host);
      }
    });

  it("is asked again of who follows: a revoked token ends its sockets", async () => {
    const token = await cast.service.token({ id: "bob" });
    const { shareId } = await cast.share("org");
    const [leaving, staying] = [
      follow(shareId, { authorization: `Bearer ${token}` }),
      follow(shareId, cast.headersOf("colleague", { secret: "" })),
    ];
    await Promise.all([arrives(leaving), arrives(staying)]);
    await cast.service.stores.tokens.revoke(hashSecret(token));
    await cast.service.parts.hub.recheck(shareId);
    assert.equal(await leaving.closed, "unauthorized");
    assert.equal(staying.socket.readyState, staying.socket.OPEN);
  });

  it("is asked again when the audience becomes smaller", async () => {
    const share = await cast.share("link");
    const [anyone, colleague, owner] = [
      follow(share.shareId, {}),
      follow(share.shareId, cast.headersOf("colleague", share)),
      follow(share.shareId, cast.headersOf("creator", share)),
    ];
    await Promise.all([anyone, colleague, owner].map(arrives));
    const change = (body: object) =>
      cast.service.call(routes.updateShare, share.shareId, { secret: share.secret, body });
    await change({ audience: "org" });
    assert.equal(await anyone.closed, "unauthorized");
    await change({ audience: "me" });
    assert.equal(await colleague.closed, "forbidden");
    assert.equal(owner.socket.readyState, owner.socket.OPEN);
  });

  it("tells who was cut off nothing more", async () => {
    const share = await cast.share("link");
    const anyone = follow(share.shareId, {});
    await arrives(anyone);
    await cast.service.call(routes.updateShare, share.shareId, {
      secret: share.secret,
      body: { audience: "me", title: "Very secret plans" },
    });
    await anyone.closed;
    assert.doesNotMatch(JSON.stringify(anyone.frames), /Very secret/);
  });

  it("does not depend on what a viewer sends: too much of it ends the connection", async () => {
    const { shareId } = await cast.share("link");
    const viewer = follow(shareId, {});
    await arrives(viewer);
    viewer.socket.send("x".repeat(2000));
    await once(viewer.socket, "close");
  });
});
