import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../protocol/json.ts";
import { describeExcess, excessOfText } from "../protocol/json-measure.ts";
import type { ParseLarge } from "./large-text.ts";
import { ServiceClient } from "./service-client.ts";
import { OutdatedError, ServiceUnreachableError } from "./service-error.ts";
import { TEST_SHARE_ID as ID, shareFrame } from "./testing/test-frames.ts";

const owned = { shareId: ID, secret: "S".repeat(43) };
const parseLarge: ParseLarge = async (text, limits) => {
  const excess = excessOfText(text, limits);
  return excess ? { why: describeExcess(excess) } : { value: JSON.parse(text) as Json };
};

describe("a large answer that is one JSON body, where large things are parsed elsewhere", () => {
  let server: Server;
  let client: ServiceClient;
  let body: string;

  beforeEach(async () => {
    server = createServer((_, response) => response.writeHead(200).end(body)).listen(0, "127.0.0.1");
    await once(server, "listening");
    client = new ServiceClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { parseLarge });
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const keyOf = (n: number) => `session/part/ses_1/msg_1/prt_${n}`;
  const keys = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [keyOf(n), `hash ${n}`]));
  const { share } = shareFrame(0);
  const text = "one line\n".repeat(300_000);

  /** Counts how often others had a turn while `work` went on. */
  async function turnsDuring(work: Promise<unknown>): Promise<number> {
    let turns = 0;
    const others = setInterval(() => (turns += 1));
    await work.finally(() => clearInterval(others));
    return turns;
  }

  it("is a manifest as a small one is, without the keys of a later version", async () => {
    for (const indent of [undefined, 1]) {
      const manifest = { keys: { ...keys, "session/later/s": "x" }, revision: 7, later: { keys: 1 } };
      body = JSON.stringify(manifest, null, indent);
      assert.deepEqual(await client.manifest(owned), { revision: 7, keys });
    }
  });

  it("is a share as a small one is, without what nobody can handle", async () => {
    const wide = `[${"{},".repeat(1_000_000)}{}]`;
    const entries = [
      { key: keyOf(1), content: { text } },
      { key: keyOf(2), content: 2 },
    ];
    const last = `{"key":"${keyOf(3)}","content":${wide}}]`;
    body = JSON.stringify({ share, revision: 7, entries }).replace(/\]\}$/, () => `,${last}}`);
    const read = await client.read(ID);
    assert.deepEqual({ ...read, entries: read.entries.slice(0, 2) }, { share, revision: 7, entries });
    assert.match(JSON.stringify(read.entries[2]), /"missing".*holds more than 100000 values/);
  });

  it("lets everything else go on while it is read", async () => {
    body = JSON.stringify({ revision: 7, keys });
    assert.ok((await turnsDuring(client.manifest(owned))) > 3);
  });

  it("ends when nobody wants it any more", async () => {
    body = JSON.stringify({ revision: 7, keys: { ...keys, [keyOf(0)]: text } });
    const stopping = new AbortController();
    const reason = new Error("not wanted");
    const { readLarge, begun } = heldUp();
    const held = new ServiceClient(client.serviceUrl, { parseLarge: readLarge });
    body = JSON.stringify({ revision: 7, later: text, keys });
    const asked = assert.rejects(held.manifest(owned, stopping.signal), reason);
    (await begun)(() => stopping.abort(reason));
    await asked;
  });

  /** Parsing that goes on when the test says so. */
  function heldUp() {
    let hold: (goOn: (meanwhile: () => void) => void) => void;
    const begun = new Promise<(meanwhile: () => void) => void>((resolve) => {
      hold = resolve;
    });
    const readLarge: ParseLarge = (large, limits) =>
      new Promise((resolve, reject) => {
        hold((meanwhile) => {
          meanwhile();
          parseLarge(large, limits).then(resolve, reject);
        });
      });
    return { readLarge, begun };
  }

  it("says that this version is too old for it", async () => {
    body = JSON.stringify({ share, revision: 7, entries: [{ key: keyOf(1), later: text }] });
    await assert.rejects(client.read(ID), OutdatedError);
  });

  const pairs = JSON.stringify(keys).slice(1, -1);
  for (const [what, nonsense] of Object.entries({
    "has a number for a hash": `{"revision":7,"keys":{${pairs},"${keyOf(0)}":7}}`,
    "has a hash without a key": `{"revision":7,"keys":{${pairs},"x"}}`,
    "ends with a comma": `{"revision":7,"keys":{${pairs},}}`,
    "is cut off": `{"revision":7,"keys":{${pairs}`,
    "has a list of keys": `{"revision":7,"keys":[${"1,".repeat(1_000_000)}1]}`,
    "has no revision": `{"keys":{${pairs}}}`,
  }))
    it(`is refused as a manifest that ${what}`, async () => {
      body = nonsense;
      await assert.rejects(client.manifest(owned), ServiceUnreachableError);
    });
});
