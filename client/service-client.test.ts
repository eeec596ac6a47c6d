import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { ServiceClient } from "./service-client.ts";
import { OutdatedError, ServiceError, ServiceUnreachableError } from "./service-error.ts";

const ID = "A".repeat(43);
const owned = { shareId: ID, secret: "S".repeat(43) };
const READ = {
  shareId: ID,
  sessionId: "s",
  title: "T",
  audience: "org",
  mode: "live",
  createdAt: 1,
  expiresAt: null,
};
/** What begins a share that is read. */
const STEP = JSON.stringify({ share: READ, revision: 1 });
const SHORT = { timeouts: { request: 100, transfer: 100 } };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe("the service client", () => {
  let server: Server;
  let url: string;
  let handle: Handler;

  beforeEach(async () => {
    server = createServer((request, response) => handle(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const answer =
    (status: number, body: string, headers: Record<string, string> = {}): Handler =>
    (_, response) =>
      response.writeHead(status, headers).end(body);

  const refusal = (code: string, message: string) => JSON.stringify({ error: { code, message } });

  it("asks in the form of the protocol, with the owner's secret and without anything else's", async () => {
    const requests: object[] = [];
    const share = {
      shareId: ID,
      sessionId: "s",
      title: "T",
      audience: "link",
      createdAt: 1,
      expiresAt: null,
    };
    const head = { share: { ...share, mode: "live" }, revision: 4 };
    const access = { people: [], groups: [], hasPassword: false, maxViews: null, views: 0 };
    const info = { ...head, access, viewers: 1, opens: 2, lastOpenedAt: 3, readers: [] };
    handle = (request, response) => {
      const { method, url: path, headers } = request;
      let body = "";
      request.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        requests.push({
          method,
          path,
          authorization: headers.authorization,
          type: headers["content-type"],
          body,
        });
        if (method === "DELETE") response.writeHead(204).end();
        else if (path?.endsWith("/sync")) response.end('{"revision":4}');
        else response.end(JSON.stringify({ ...info, entries: [] }));
      });
    };
    const client = new ServiceClient(`${url}/base`);
    const entries = [{ key: "session/info/s", content: { title: "ä" } }];
    assert.deepEqual(await client.sync(owned, { entries }), { revision: 4 });
    await client.remove(owned);
    await client.probe(ID);
    assert.deepEqual(await client.update(owned, { expiresAt: null }), head);
    assert.deepEqual(await client.info(owned), info);
    const authorization = `Bearer ${owned.secret}`;
    assert.deepEqual(requests, [
      {
        method: "POST",
        path: `/base/api/sessions/share/${ID}/sync`,
        authorization,
        type: "application/json",
        body: JSON.stringify({ entries }),
      },
      { method: "DELETE", path: `/base/api/sessions/share/${ID}`, authorization, type: undefined, body: "" },
      {
        method: "GET",
        path: `/base/api/sessions/shared/${ID}`,
        authorization: undefined,
        type: undefined,
        body: "",
      },
      {
        method: "PATCH",
        path: `/base/api/sessions/share/${ID}`,
        authorization,
        type: "application/json",
        body: '{"expiresAt":null}',
      },
      { method: "GET", path: `/base/api/sessions/share/${ID}`, authorization, type: undefined, body: "" },
    ]);
  });

  it("knows where a share's live socket is", () => {
    assert.equal(
      new ServiceClient("https://a.example/t").liveUrl(ID, 7),
      `wss://a.example/t/api/sessions/shared/${ID}/live?since=7&protocol=${PROTOCOL_VERSION}`,
    );
    assert.equal(
      new ServiceClient("http://a.example").liveUrl(ID, 0),
      `ws://a.example/api/sessions/shared/${ID}/live?since=0&protocol=${PROTOCOL_VERSION}`,
    );
  });

  for (const { name, reply, expected } of [
    {
      name: "a refusal of the service",
      reply: answer(410, refusal("revoked", "No longer shared.")),
      expected: { status: 410, code: "revoked", message: "No longer shared.", retryAfterMs: undefined },
    },
    {
      name: "a 500 of anything else",
      reply: answer(500, "<h1>Oops</h1>"),
      expected: {
        status: 500,
        code: undefined,
        message: "The service answered 500.",
        retryAfterMs: undefined,
      },
    },
    {
      name: "a 413 without a body",
      reply: answer(413, ""),
      expected: {
        status: 413,
        code: undefined,
        message:
          "A proxy before the service refuses requests of this size (413). Who runs it can allow larger ones.",
        retryAfterMs: undefined,
      },
    },
    {
      name: "an error under an unknown code",
      reply: answer(418, refusal("teapot", "Short and stout.")),
      expected: {
        status: 418,
        code: undefined,
        message: "Short and stout.",
        retryAfterMs: undefined,
      },
    },
    {
      name: "a 429 that names seconds",
      reply: answer(429, refusal("too_many_requests", "Slow down."), { "retry-after": "7" }),
      expected: { status: 429, code: "too_many_requests", message: "Slow down.", retryAfterMs: 7000 },
    },
    {
      name: "a 429 that names a day",
      reply: answer(429, refusal("too_many_requests", "Slow down."), { "retry-after": "86400" }),
      expected: { status: 429, code: "too_many_requests", message: "Slow down.", retryAfterMs: 86_400_000 },
    },
    {
      name: "a 503 whose time to wait is over",
      reply: answer(503, "", { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }),
      expected: { status: 503, code: undefined, message: "The service answered 503.", retryAfterMs: 0 },
    },
    {
      name: "a 503 that names no time",
      reply: answer(503, "", { "retry-after": "soon" }),
      expected: {
        status: 503,
        code: undefined,
        message: "The service answered 503.",
        retryAfterMs: undefined,
      },
    },
  ])
    it(`tells ${name} as it is`, async () => {
      handle = reply;
      await assert.rejects(new ServiceClient(url).sync(owned, { entries: [] }), (error) => {
        assert.ok(error instanceof ServiceError);
        const { status, code, message, retryAfterMs } = error;
        assert.deepEqual({ status, code, message, retryAfterMs }, expected);
        return true;
      });
    });

  it("understands a date to wait until", async () => {
    const until = new Date(Date.now() + 60_000).toUTCString();
    handle = answer(429, "", { "retry-after": until });
    await assert.rejects(new ServiceClient(url).probe(ID), (error) => {
      assert.ok(error instanceof ServiceError && error.retryAfterMs !== undefined);
      return error.retryAfterMs > 30_000 && error.retryAfterMs <= 60_000;
    });
  });

  const unreachable = (why: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ServiceUnreachableError, String(error));
    assert.match(error.message, why);
    assert.equal(error.serviceUrl, url);
    return true;
  };

  for (const body of [
    "",
    "<html>",
    "null",
    "[]",
    "{}",
    '{"revision":"1"}',
    '{"revision":1.5}',
    '{"revision":1',
  ])
    it(`does not take ${body || "nothing"} for an answer`, async () => {
      handle = answer(200, body);
      await assert.rejects(
        new ServiceClient(url).sync(owned, { entries: [] }),
        unreachable(/not that of an opencode-share service/),
      );
    });

  for (const [status, body] of [
    [200, ""],
    [200, "OK"],
    [200, "{}"],
    [202, ""],
    [206, ""],
  ] as const)
    it(`does not take ${status} ${body} for the end of a share or a token`, async () => {
      handle = answer(status, body);
      const refused = unreachable(/not that of an opencode-share service/);
      await assert.rejects(new ServiceClient(url).remove(owned), refused);
      await assert.rejects(new ServiceClient(url, { token: () => "t" }).revokeToken(), refused);
    });

  it("takes 204 alone for the end of a share or a token", async () => {
    handle = (_, response) => response.writeHead(204).end();
    await new ServiceClient(url).remove(owned);
    await new ServiceClient(url, { token: () => "t" }).revokeToken();
  });

  it("follows no redirect, so that no secret goes elsewhere", async () => {
    const paths: (string | undefined)[] = [];
    handle = (request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: "/elsewhere" }).end();
    };
    await assert.rejects(new ServiceClient(url).remove(owned), unreachable(/leads on to/));
    assert.deepEqual(paths, [`/api/sessions/share/${ID}`]);
  });

  it("cannot reach a port where nobody listens", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    gone.close();
    await once(gone, "close");
    await assert.rejects(new ServiceClient(url).health(), unreachable(/cannot be reached/));
  });

  it("does not mistake a connection that breaks in the middle for an answer", async () => {
    handle = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"revision":');
      response.socket?.end();
    };
    await assert.rejects(
      new ServiceClient(url).sync(owned, { entries: [] }),
      unreachable(/cannot be reached/),
    );
  });

  for (const [name, hang] of [
    ["never answers", () => {}],
    ["stops in the middle of its answer", (_, response) => void response.writeHead(200).write('{"revi')],
  ] as [string, Handler][])
    describe(`from a service that ${name}`, () => {
      beforeEach(() => {
        handle = hang;
      });

      it("turns away after a while", async () => {
        await assert.rejects(new ServiceClient(url, SHORT).health(), unreachable(/no answer in time/));
        await assert.rejects(new ServiceClient(url, SHORT).read(ID), unreachable(/no answer in time/));
      });

      it("turns away at once when it is told to, for the reason it is given", async () => {
        const abort = new AbortController();
        const reason = new Error("the person cancelled");
        handle = (request, response) => {
          hang(request, response);
          setImmediate(() => abort.abort(reason));
        };
        await assert.rejects(new ServiceClient(url).read(ID, abort.signal), (error) => error === reason);
      });
    });

  it("turns away in the middle of an error as well", async () => {
    const abort = new AbortController();
    handle = (_, response) => {
      response.writeHead(500).write("{");
      setImmediate(() => abort.abort(new Error("enough")));
    };
    await assert.rejects(new ServiceClient(url).probe(ID, abort.signal), /enough/);
  });

  it("sends nothing when it is told to stop before it began", async () => {
    handle = () => assert.fail("asked");
    await assert.rejects(new ServiceClient(url).health(AbortSignal.abort(new Error("no"))), /no/);
  });

  it("finds out whether a share can be read without waiting for all of it", async () => {
    handle = (_, response) =>
      void response.writeHead(200, { "content-type": "application/x-ndjson" }).write(`${STEP}\n{`);
    await new ServiceClient(url).probe(ID);
  });

  for (const [type, body] of [
    ["text/plain", "OK"],
    ["application/json", "{}"],
    ["application/json", '{"success":true}'],
    ["application/x-ndjson", '{"success":true}\n'],
    ["application/x-ndjson", ""],
    ["application/octet-stream", "\0"],
  ] as const)
    it(`does not take ${type} ${JSON.stringify(body)} for a share that can be read`, async () => {
      handle = answer(200, body, { "content-type": type });
      await assert.rejects(
        new ServiceClient(url).probe(ID),
        unreachable(/not that of an opencode-share service/),
      );
    });

  describe("as somebody who is signed in", () => {
    const TOKEN = `ocs_pat_${"t".repeat(43)}`;
    const snapshot = JSON.stringify({ share: READ, revision: 0, entries: [] });
    let asked: string[];
    let refused: string[];
    let token: string | undefined;
    const client = () =>
      new ServiceClient(url, {
        token: () => token,
        onTokenRefused: (it) => {
          refused.push(it);
          token = undefined;
        },
      });
    /** Answers in turn, and notes who asked for what. */
    const answers = (...replies: readonly [number, string][]) => {
      const rest = [...replies];
      handle = (request, response) => {
        const { authorization = "nobody", "share-ticket": ticket } = request.headers;
        asked.push([request.url, authorization, ...(ticket ? [`ticket ${ticket}`] : [])].join(" "));
        const [status, body] = rest.shift() ?? [200, "{}"];
        response.writeHead(status).end(body);
      };
    };
    const unauthorized = [401, refusal("unauthorized", "Sign in again.")] as const;

    beforeEach(() => {
      [asked, refused, token] = [[], [], TOKEN];
    });

    it("proves it to whom it may concern, and owns by secret before it owns by name", async () => {
      const created = { shareId: ID, shareUrl: `${url}/share/${ID}`, secret: "S".repeat(43) };
      answers(
        [201, JSON.stringify({ ...created, expiresAt: null, audience: "org", revision: 0 })],
        [200, snapshot],
        [200, snapshot],
        [204, ""],
        [204, ""],
        [200, '{"revision":1}'],
      );
      await client().create({ sessionId: "s" });
      await client().read(ID);
      await client().probe(ID);
      await client().remove({ shareId: ID });
      await client().remove(owned);
      await client().sync(owned, { entries: [] });
      const byName = `Bearer ${TOKEN}`;
      const bySecret = `Bearer ${owned.secret}`;
      assert.deepEqual(asked, [
        `/api/sessions/share ${byName}`,
        `/api/sessions/shared/${ID} ${byName}`,
        `/api/sessions/shared/${ID} ${byName}`,
        `/api/sessions/share/${ID} ${byName}`,
        `/api/sessions/share/${ID} ${bySecret}`,
        `/api/sessions/share/${ID}/sync ${bySecret}`,
      ]);
    });

    it("asks for what is the same for everybody as nobody", async () => {
      answers([503, ""], [503, ""]);
      await assert.rejects(client().policy());
      await assert.rejects(client().health());
      assert.deepEqual(asked, ["/api/policy nobody", "/healthz nobody"]);
    });

    it("says that a token is over, and goes on as nobody where everybody may read", async () => {
      answers([...unauthorized], [200, snapshot]);
      const asking = client();
      assert.equal((await asking.read(ID)).share.title, "T");
      assert.deepEqual(refused, [TOKEN]);
      assert.deepEqual(asked, [
        `/api/sessions/shared/${ID} Bearer ${TOKEN}`,
        `/api/sessions/shared/${ID} nobody`,
      ]);
    });

    it("says that a token is over, and shares nothing as nobody", async () => {
      answers([...unauthorized], [...unauthorized]);
      await assert.rejects(client().create({ sessionId: "s" }), /Sign in again/);
      token = TOKEN;
      await assert.rejects(client().listShares(), /Sign in again/);
      assert.deepEqual([asked.length, refused], [2, [TOKEN, TOKEN]]);
    });

    it("does not take somebody else's share for a token that is over", async () => {
      answers([...unauthorized], [...unauthorized]);
      await assert.rejects(client().remove({ shareId: ID }), ServiceError);
      await assert.rejects(client().sync(owned, { entries: [] }), ServiceError);
      assert.deepEqual(refused, []);
    });

    it("lists all shares, page by page", async () => {
      const page = (next: string | null) =>
        JSON.stringify({ shares: [{ ...READ, shareUrl: `${url}/share/${ID}` }], next });
      answers([200, page("B".repeat(43))], [200, page("C".repeat(43))], [200, page(null)]);
      assert.equal((await client().listShares()).length, 3);
      assert.deepEqual(
        asked.map((line) => line.split(" ")[0]),
        ["", `?after=${"B".repeat(43)}`, `?after=${"C".repeat(43)}`].map(
          (query) => `/api/sessions/shares${query}`,
        ),
      );
    });

    it("does not go round in circles with a service that does", async () => {
      const page = JSON.stringify({ shares: [], next: "B".repeat(43) });
      handle = answer(200, page);
      assert.deepEqual(await client().listShares(), []);
    });

    it("keeps the ticket of what it opened, for that share alone", async () => {
      const read = [200, snapshot] as const;
      answers([200, JSON.stringify({ ticket: "the-ticket", expiresAt: 1 })], [...read], [...read]);
      token = undefined;
      const asking = client();
      await asking.open(ID, "a password");
      await asking.probe(ID);
      await asking.probe("B".repeat(43));
      assert.deepEqual(asked, [
        `/api/sessions/shared/${ID}/open nobody`,
        `/api/sessions/shared/${ID} nobody ticket the-ticket`,
        `/api/sessions/shared/${"B".repeat(43)} nobody`,
      ]);
      assert.deepEqual(await asking.liveHeaders(ID), { "share-ticket": "the-ticket" });
      assert.deepEqual(await asking.liveHeaders("B".repeat(43)), {});
    });
  });

  const policy = {
    auth: "none",
    sharing: true,
    audiences: ["link"],
    defaultAudience: "link",
    expiry: { defaultDays: 30, maxDays: null },
    linkNeedsPassword: false,
    sealedOnly: false,
    agents: null,
  };

  it("reads a later service's policy without what it does not know", async () => {
    const later = { auth: "passkey", audiences: ["me", "team"], defaultAudience: "team", quotas: {} };
    handle = answer(200, JSON.stringify({ ...policy, ...later }));
    const { quotas: _, ...known } = { ...policy, ...later };
    assert.deepEqual(await new ServiceClient(url).policy(), {
      ...known,
      auth: "unknown",
      audiences: ["me"],
      defaultAudience: undefined,
    });
  });

  it("reads shares of a later service, and takes no readership or mode for one that it knows", async () => {
    const share = {
      shareId: ID,
      sessionId: "s",
      title: "T",
      audience: "team",
      mode: "mirrored",
      createdAt: 1,
      expiresAt: null,
      color: "red",
    };
    const list = { shares: [{ ...share, shareUrl: `${url}/share/${ID}` }], next: null };
    const head = { share, revision: 3, entries: [], access: { people: [], groups: [] } };
    handle = (request, response) =>
      response.end(JSON.stringify(request.url?.endsWith("/shares") ? list : head));
    const client = new ServiceClient(url);
    const seen = [
      (await client.update(owned, {})).share,
      (await client.read(ID)).share,
      ...(await client.listShares()),
    ];
    for (const { audience, mode } of seen) assert.deepEqual([audience, mode], ["unknown", "unknown"]);
  });

  it("holds back keys of a kind that it does not know", async () => {
    const keys = { "session/info/s": "h", "session/later/s/1": "h" };
    handle = answer(200, JSON.stringify({ revision: 1, keys }));
    assert.deepEqual((await new ServiceClient(url).manifest(owned)).keys, { "session/info/s": "h" });
  });

  const outdated: readonly [string, object, "client" | "service" | undefined][] = [
    ["a service that tells no version", {}, undefined],
    [
      "a later service that understands this client",
      { protocolVersion: 99, oldestProtocolVersion: 1 },
      undefined,
    ],
    ["a later service that does not", { protocolVersion: 99, oldestProtocolVersion: 98 }, "client"],
    ["a later service that says nothing of earlier clients", { protocolVersion: 99 }, "client"],
    ["a service from before the first version", { protocolVersion: 0 }, "service"],
  ];
  for (const [what, versions, side] of outdated)
    it(`asks for an update ${side ? `of the ${side}` : "of nobody"} before ${what}`, async () => {
      const client = new ServiceClient(url);
      handle = (request, response) => {
        const health = { service: "opencode-share", version: "1.0.0" };
        response.end(JSON.stringify({ ...(request.url === "/healthz" ? health : policy), ...versions }));
      };
      for (const ask of [() => client.policy(), () => client.health()]) {
        if (!side) await ask();
        else
          await assert.rejects(ask(), (error) => {
            assert.ok(error instanceof OutdatedError);
            assert.match(error.message, side === "client" ? /Update the extension/ : /update the service/);
            return error.side === side;
          });
      }
    });

  it("says which protocol it speaks", async () => {
    let said: unknown;
    handle = (request, response) => {
      said = request.headers["share-protocol"];
      response.end(JSON.stringify(policy));
    };
    await new ServiceClient(url).policy();
    assert.equal(said, String(PROTOCOL_VERSION));
  });
});
