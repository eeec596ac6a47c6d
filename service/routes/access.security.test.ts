import assert from "node:assert/strict";
import type { LightMyRequestResponse } from "fastify";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import {
  type Answers,
  asking,
  creating,
  ending,
  health,
  listing,
  opening,
  ownReading,
  ownWriting,
  reading,
  telling,
  tokenEnding,
} from "../testing/answers.ts";
import { Cast, identities, type Kind, kinds } from "../testing/cast.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

type RouteName = keyof typeof routes;

interface Row {
  readonly answers: Answers;
  readonly body?: object;
  /** What `ok` is, when it is not the route's own status. */
  readonly ok?: string;
  /** Each try needs a share of its own. */
  readonly ends?: boolean;
}

/** Who may do what. A new route needs a row here. */
const rows: Readonly<Record<RouteName, Row>> = {
  createShare: { answers: creating, body: { sessionId: "ses_sample" } },
  listShares: { answers: listing },
  syncShare: { answers: ownWriting, body: { entries: [part(1, "a")] } },
  readManifest: { answers: ownReading },
  shareInfo: { answers: ownReading },
  updateShare: { answers: ownWriting, body: { title: "T" } },
  deleteShare: { answers: ending, ends: true },
  readShare: { answers: reading },
  openShare: { answers: opening, body: {} },
  // Whoever may follow is told that this is a WebSocket; the test of the sockets has the same table.
  followShare: { answers: withoutForeignPages(reading), ok: "400 invalid_request" },
  policy: { answers: telling },
  me: { answers: telling },
  startDevice: { answers: asking, body: { tokenHash: "h".repeat(43), label: "VS Code" } },
  health: { answers: health },
  ready: { answers: health },
  // The last: afterwards nobody has a token any more.
  endToken: { answers: tokenEnding },
};

function withoutForeignPages(answers: Answers): Answers {
  const refused = Object.fromEntries(kinds.map((kind) => [kind, "403 forbidden"]));
  return { ...answers, stolenCookie: refused as Answers["stolenCookie"] };
}

function answerOf(response: LightMyRequestResponse): string {
  if (response.statusCode < 300) return String(response.statusCode);
  return `${response.statusCode} ${response.json<{ error: { code: string } }>().error.code}`;
}

describe("who may do what over HTTP", () => {
  let cast: Cast;
  let shares: Readonly<Record<Kind, CreateShareResponse>>;

  before(async () => {
    cast = await Cast.meet();
    const made: Partial<Record<Kind, CreateShareResponse>> = {};
    for (const kind of kinds) made[kind] = await cast.share(kind);
    shares = made as Record<Kind, CreateShareResponse>;
  });
  after(() => cast.service.app.close());

  it("has a row for every route", () =>
    assert.deepEqual(Object.keys(rows).sort(), Object.keys(routes).sort()));

  for (const [name, row] of Object.entries(rows) as [RouteName, Row][])
    for (const identity of identities)
      it(`${name} by ${identity}`, async () => {
        const route = routes[name];
        const concerned = route.path.includes(":id") ? kinds : (["link"] as const);
        for (const kind of concerned) {
          const share = row.ends ? await cast.share(kind) : shares[kind];
          const response = await cast.service.call(route, share.shareId, {
            ...(row.body ? { body: row.body } : {}),
            headers: cast.headersOf(identity, share),
          });
          const expected = row.answers[identity][kind];
          const ok = row.ok ?? String(route.status);
          assert.equal(answerOf(response), expected === "ok" ? ok : expected, `${name} ${identity} ${kind}`);
          if (expected !== "ok") assert.doesNotMatch(response.body, /Secret plans|ses_sample|ann|acme/);
        }
      });
});

describe("two organisations", () => {
  let cast: Cast;
  before(async () => {
    cast = await Cast.meet();
  });
  after(() => cast.service.app.close());

  const directions = [
    { owner: "creator", others: ["stranger", "foreignAdmin"] },
    { owner: "stranger", others: ["creator", "colleague", "orgAdmin"] },
  ] as const;
  for (const { owner, others } of directions)
    for (const other of others)
      it(`keep what ${owner} shares from ${other}, on every route`, async () => {
        const share = await cast.share("org", owner);
        const headers = cast.headersOf(other, share);
        for (const [name, route] of Object.entries(routes) as [RouteName, (typeof routes)[RouteName]][]) {
          if (!route.path.includes(":id")) continue;
          const { body } = rows[name];
          const response = await cast.service.call(route, share.shareId, {
            headers,
            ...(body ? { body } : {}),
          });
          assert.match(answerOf(response), /^(401 unauthorized|403 forbidden)$/, name);
        }
        const listed = await cast.service.call(routes.listShares, "", { headers });
        assert.doesNotMatch(listed.body, new RegExp(share.shareId));
        assert.equal(
          answerOf(await cast.service.call(routes.readShare, share.shareId, { secret: share.secret })),
          "200",
        );
      });

  it("cannot be joined by an owner who names people of the other", async () => {
    const { shareId } = await cast.service.create(
      { audience: "people", people: ["ann", "ada", "pat@acme.test"], groups: ["auditors"] },
      cast.tokenOf("creator"),
    );
    for (const other of ["stranger", "foreignAdmin"] as const) {
      const headers = cast.headersOf(other, { secret: "" });
      assert.equal(
        answerOf(await cast.service.call(routes.readShare, shareId, { headers })),
        "403 forbidden",
      );
    }
  });
});

describe("a service that knows nobody", () => {
  it("takes no token for anybody", async () => {
    const cast = await Cast.meet();
    const service = await TestApp.build();
    const { shareId } = await service.create();
    for (const identity of ["creator", "orgAdmin", "admin", "expired", "malformed"] as const) {
      const headers = cast.headersOf(identity, { secret: "" });
      for (const route of [
        routes.readShare,
        routes.shareInfo,
        routes.deleteShare,
        routes.me,
        routes.listShares,
      ])
        assert.equal(answerOf(await service.call(route, shareId, { headers })), "401 unauthorized");
    }
    await service.app.close();
    await cast.service.app.close();
  });
});
