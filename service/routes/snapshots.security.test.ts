import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { Cast } from "../testing/cast.ts";
import { part } from "../testing/test-client.ts";

const always = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, noarchive",
};
const json = { ...always, "content-type": "application/json; charset=utf-8" };

/** The headers of a route's good answer. A new route needs a row. */
const good: Readonly<Record<keyof typeof routes, object>> = {
  createShare: json,
  listShares: json,
  syncShare: json,
  readManifest: json,
  shareInfo: json,
  updateShare: json,
  deleteShare: always,
  readShare: { ...json, etag: '"…"', vary: "accept" },
  openShare: {
    ...json,
    "set-cookie": "ocs_ticket=…; Path=/api/sessions/shared/<id>; Expires=…; HttpOnly; Secure; SameSite=Lax",
  },
  followShare: json,
  policy: json,
  me: json,
  startDevice: json,
  endToken: always,
  health: json,
  ready: json,
};
const bodies: Readonly<Record<string, object>> = {
  createShare: { sessionId: "ses_sample" },
  syncShare: { entries: [part(1, "a")] },
  updateShare: { title: "T" },
  openShare: {},
  startDevice: { tokenHash: "h".repeat(43), label: "VS Code" },
};
const needToken: readonly string[] = ["listShares", "createShare", "endToken"];

describe("the headers and cookies of every route", () => {
  let cast: Cast;
  let share: CreateShareResponse;
  beforeEach(async () => {
    cast = await Cast.meet();
    share = await cast.share("org");
    await cast.service.sync(share, [part(1, "a")]);
  });
  afterEach(() => cast.service.app.close());

  async function headersOf(name: keyof typeof routes, sent: Record<string, string>): Promise<object> {
    const body = bodies[name];
    const options = { headers: sent, ...(body ? { body } : {}) };
    const response = await cast.service.call(routes[name], share.shareId, options);
    const {
      date: _,
      connection: __,
      "content-length": ___,
      "transfer-encoding": ____,
      ...rest
    } = response.headers;
    const headers =
      rest.etag === undefined ? rest : { ...rest, etag: String(rest.etag).replace(/[\w-]{22}/, "…") };
    const cookie = headers["set-cookie"];
    return cookie === undefined ? headers : { ...headers, "set-cookie": masked(String(cookie)) };
  }
  const masked = (cookie: string) =>
    cookie
      .replace(/=[\w.-]+\.[\w.-]+;/, "=…;")
      .replace(share.shareId, "<id>")
      .replace(/Expires=[^;]+/, "Expires=…");

  for (const name of Object.keys(routes) as (keyof typeof routes)[]) {
    it(`are these and no others for ${name}`, async () => {
      const sent = cast.headersOf(needToken.includes(name) ? "creator" : "secret", share);
      assert.deepEqual(await headersOf(name, sent), good[name]);
    });
    it(`are no others when ${name} refuses`, async () => {
      const isForAll = name === "health" || name === "ready";
      assert.deepEqual(
        await headersOf(name, cast.headersOf("malformed", share)),
        isForAll ? good[name] : json,
      );
    });
  }

  it("set no cookie where nothing was opened", async () => {
    for (const identity of ["anonymous", "stranger", "stolenCookie"] as const)
      for (const name of Object.keys(routes) as (keyof typeof routes)[])
        assert.ok(
          !("set-cookie" in (await headersOf(name, cast.headersOf(identity, share)))),
          `${name} ${identity}`,
        );
  });
});
