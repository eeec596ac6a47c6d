import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Json } from "../protocol/json.ts";
import { describeExcess, excessOfText } from "../protocol/json-measure.ts";
import { MAX_MESSAGE_LENGTH, MAX_TITLE_LENGTH } from "../protocol/limits.ts";
import { NDJSON } from "../protocol/snapshot.ts";
import type { ParseLarge } from "./large-text.ts";
import { ServiceClient } from "./service-client.ts";
import { ServiceError, ServiceUnreachableError } from "./service-error.ts";

const ID = "A".repeat(43);
const owned = { shareId: ID, secret: "S".repeat(43) };
const MB = 1024 * 1024;
const share = {
  shareId: ID,
  sessionId: "s",
  title: "T",
  audience: "link",
  mode: "live",
  createdAt: 1,
  expiresAt: null,
};

/** What the extension does in a thread. */
const parseElsewhere: ParseLarge = async (text, limits) => {
  const excess = excessOfText(text, limits);
  return excess ? { why: describeExcess(excess) } : { value: JSON.parse(text) as Json };
};

describe("an answer that is not what it should be", () => {
  let server: Server;
  let url: string;
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      void handle(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const answer = (body: string, headers: Record<string, string> = {}) => {
    handle = (_, response) => response.writeHead(200, headers).end(body);
  };
  const unreachable = (why: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ServiceUnreachableError, String(error));
    assert.match(error.message, why);
    return true;
  };

  /** Sends one chunk again and again until the other side has enough of it; gives how many bytes that took. */
  function endless(chunk: string, headers: Record<string, string> = {}, status = 200): Promise<number> {
    return new Promise((resolve) => {
      handle = async (_, response) => {
        let sent = 0;
        response.writeHead(status, headers);
        const body = headers["content-encoding"] ? createGzip() : response;
        const source = new Readable({
          read() {
            sent += chunk.length;
            this.push(chunk);
          },
        });
        const streams = body === response ? [source, response] : [source, body, response];
        await pipeline(streams as [Readable, ServerResponse]).catch(() => undefined);
        resolve(sent);
      };
    });
  }

  const requests: Record<string, (client: ServiceClient) => Promise<unknown>> = {
    health: (client) => client.health(),
    policy: (client) => client.policy(),
    me: (client) => client.me(),
    create: (client) => client.create({ sessionId: "s" }),
    list: (client) => client.listShares(),
    info: (client) => client.info(owned),
    update: (client) => client.update(owned, {}),
    open: (client) => client.open(ID, undefined),
    sync: (client) => client.sync(owned, { entries: [] }),
  };
  for (const [name, ask] of Object.entries(requests))
    it(`is given up after 1 MB when it has no end, to ${name}`, async () => {
      const sent = endless(" ".repeat(64 * 1024));
      await assert.rejects(ask(new ServiceClient(url)), unreachable(/the answer is larger than 1 MB/));
      assert.ok((await sent) < 64 * MB);
    });

  it("is given up when it has no end and was to be large, as a manifest or a share", async () => {
    for (const type of ["application/json", NDJSON]) {
      void endless("x".repeat(MB), { "content-type": type });
      await assert.rejects(new ServiceClient(url).read(ID), unreachable(/the answer is larger than 64 MB/));
    }
    void endless(" ".repeat(MB));
    await assert.rejects(new ServiceClient(url).manifest(owned), unreachable(/larger than 64 MB/));
  });

  it("is given up when it is small on its way and large when it is unpacked", async () => {
    const sent = endless(" ".repeat(64 * 1024), { "content-encoding": "gzip" });
    await assert.rejects(new ServiceClient(url).health(), unreachable(/larger than 1 MB/));
    assert.ok((await sent) < 512 * MB);
  });

  it("is given up when it is a refusal without end, and still counts as the refusal", async () => {
    const sent = endless(" ".repeat(64 * 1024), {}, 503);
    await assert.rejects(new ServiceClient(url).health(), { status: 503 });
    assert.ok((await sent) < 64 * MB);
  });

  it("is received up to what a share is where only its being there counts", async () => {
    const line = `${JSON.stringify({ share, revision: 1 })}\n`;
    const sent = endless(line.padEnd(64 * 1024), { "content-type": "application/x-ndjson" });
    assert.equal((await new ServiceClient(url).probe(owned.shareId)).revision, 1);
    assert.ok((await sent) < 64 * MB);
  });

  it("ends although it drips on, to what is small", async () => {
    const timeouts = { request: 200, transfer: 200 };
    handle = (_, response) => drip(response, 20);
    await assert.rejects(new ServiceClient(url, { timeouts }).health(), unreachable(/no answer in time/));
  });

  it("ends although it drips on, to what is large", async () => {
    const timeouts = { request: 100, transfer: 100 };
    handle = (_, response) => drip(response, 20);
    await assert.rejects(new ServiceClient(url, { timeouts }).read(ID), unreachable(/no answer in time/));
  });

  it("may take longer than nothing may come, as long as something does", async () => {
    const timeouts = { request: 2_000, transfer: 2_000 };
    const body = JSON.stringify({ revision: 1, keys: {} });
    handle = async (_, response) => {
      response.writeHead(200);
      for (const letter of body) {
        response.write(letter);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      response.end();
    };
    assert.deepEqual(await new ServiceClient(url, { timeouts }).manifest(owned), JSON.parse(body));
  });

  it("says no more than a person can read", async () => {
    const message = "x".repeat(100_000);
    handle = (_, response) =>
      response.writeHead(403).end(JSON.stringify({ error: { code: "forbidden", message } }));
    await assert.rejects(new ServiceClient(url).health(), (error) => {
      assert.ok(error instanceof ServiceError && error.code === "forbidden");
      assert.equal(error.message.length, MAX_MESSAGE_LENGTH);
      return true;
    });
  });

  for (const form of ["application/json", NDJSON])
    it(`tells a title as long as titles are, in ${form}`, async () => {
      const head = { share: { ...share, title: "🦊".repeat(50_000) }, revision: 0 };
      const asJson = JSON.stringify({ ...head, entries: [] });
      answer(form === NDJSON ? `${JSON.stringify(head)}\n` : asJson, { "content-type": form });
      const { title } = (await new ServiceClient(url).read(ID)).share;
      assert.ok(
        title.length <= MAX_TITLE_LENGTH && String(Buffer.from(title)) === title && title.endsWith("🦊…"),
      );
    });

  it("is read line by line where it is a share", async () => {
    const entry = (n: number) => ({ key: `session/info/s${n}`, content: { text: "ä\u2028\n".repeat(n) } });
    const entries = Array.from({ length: 50 }, (_, n) => entry(n));
    const lines = [{ share, revision: 7 }, ...entries].map((line) => JSON.stringify(line));
    answer(`${lines.join("\n")}\n`, { "content-type": NDJSON });
    assert.deepEqual(await new ServiceClient(url).read(ID), { share, revision: 7, entries });
  });

  const deep = `${"[".repeat(9000)}${"]".repeat(9000)}`;
  const wide = `[${"{},".repeat(1_000_000)}{}]`;
  const large = JSON.stringify("a line\n".repeat(300_000));
  for (const [how, parseLarge] of [
    ["where it is read", undefined],
    ["in another thread", parseElsewhere],
  ] as const)
    it(`lacks what nobody can handle, and that says so, when it is a share that is parsed ${how}`, async () => {
      const key = (name: string) => `session/part/s/m/${name}`;
      const line = (name: string, content: string) => `{"key":"${key(name)}","content":${content}}`;
      const lines = [JSON.stringify({ share, revision: 7 }), line("deep", deep), line("a", "1")];
      lines.push(line("wide", wide), line("large", large), line("b", "2"));
      answer(lines.join("\n"), { "content-type": NDJSON });
      const { entries } = await new ServiceClient(url, { parseLarge }).read(ID);
      const told = entries.map((entry) => [entry.key, "content" in entry ? entry.content : undefined]);
      const missing = (id: string, why: string) => [
        key(id),
        ...[
          {
            id,
            sessionID: "s",
            messageID: "m",
            type: "missing",
            text: `This part is missing from the share: it ${why}.`,
          },
        ],
      ];
      assert.deepEqual(told, [
        missing("deep", "is nested more than 1000 deep"),
        [key("a"), 1],
        missing("wide", "holds more than 100000 values"),
        [key("large"), JSON.parse(large)],
        [key("b"), 2],
      ]);
    });

  it("lacks what nobody can handle when it is a share in one piece", async () => {
    const entry = `{"key":"session/part/s/m/p","content":${deep}}`;
    answer(`{"share":${JSON.stringify(share)},"revision":7,"entries":[${entry}]}`);
    const { entries } = await new ServiceClient(url).read(ID);
    assert.match(JSON.stringify(entries), /"missing".*is nested more than 1000 deep/);
  });

  for (const text of ["", "{}", `${JSON.stringify({ share, revision: 7 })}\n{"key":"no"}`])
    it(`is no share when its lines are ${text.slice(-20) || "none"}`, async () => {
      answer(text, { "content-type": NDJSON });
      await assert.rejects(new ServiceClient(url).read(ID), unreachable(/not that of an opencode-share/));
    });

  it("goes on to no more than so many pages of a list", async () => {
    let asked = 0;
    handle = (_, response) => {
      asked += 1;
      response.end(JSON.stringify({ shares: [], next: `page ${asked}` }));
    };
    assert.deepEqual(await new ServiceClient(url).listShares(), []);
    assert.ok(asked <= 1001);
  });

  for (const link of [
    "command:workbench.action.terminal.new",
    "javascript:alert(1)",
    `file:///share/${ID}`,
    `https://evil.example/share/${ID}`,
    `http://127.0.0.1:1/share/${ID}`,
    `http://somebody@127.0.0.1/share/${ID}`,
    `http://127.0.0.1.evil.example/share/${ID}`,
  ])
    it(`cannot lead to ${link}: the share keeps its own link`, async () => {
      const created = { shareId: ID, shareUrl: link, secret: owned.secret, audience: "link" };
      answer(JSON.stringify({ ...created, expiresAt: null, revision: 0 }));
      const { shareUrl, secret } = await new ServiceClient(url).create({ sessionId: "s" });
      assert.deepEqual([shareUrl, secret], [`${url}/share/${ID}`, owned.secret]);
      answer(JSON.stringify({ shares: [{ ...share, shareUrl: link }], next: null }));
      const [listed] = await new ServiceClient(url).listShares();
      assert.equal(listed?.shareUrl, `${url}/share/${ID}`);
    });

  it("keeps a link as it is told where it leads to the share at the service", async () => {
    const shareUrl = `${url}/base/s/${ID}?from=here`;
    answer(
      JSON.stringify({
        shareId: ID,
        shareUrl,
        secret: owned.secret,
        audience: "link",
        expiresAt: null,
        revision: 0,
      }),
    );
    assert.equal((await new ServiceClient(`${url}/base`).create({ sessionId: "s" })).shareUrl, shareUrl);
    const other = await new ServiceClient(`${url}/other`).create({ sessionId: "s" });
    assert.equal(other.shareUrl, `${url}/other/share/${ID}`);
  });
});

function drip(response: ServerResponse, everyMs: number): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(" "), everyMs);
  response.on("close", () => clearInterval(timer));
}
