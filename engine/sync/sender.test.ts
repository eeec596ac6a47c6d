import assert from "node:assert/strict";
import type { Entry } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import { infoKey, partKey } from "../../protocol/keys.ts";
import { MAX_SYNC_BODY_BYTES, PIECE_BYTES, SMALLEST_PIECE_BYTES } from "../../protocol/limits.ts";
import { HeldShare, type HeldSync } from "../testing/held-share.ts";
import { Acknowledged, type Sending } from "./acknowledged.ts";
import { Sender } from "./sender.ts";
import type { SyncProgress } from "./sync-status.ts";

const part = (n: number) => partKey("ses_1", "msg_1", `prt_${n}`);
const PROXY = { status: 413 };
const { signal } = new AbortController();

describe("a sender", () => {
  let share: HeldShare;
  let sender: Sender;
  let acknowledged: Acknowledged;
  let logged: string[];

  beforeEach(async () => {
    share = await HeldShare.start();
    logged = [];
    sender = new Sender(share.client, share.credentials, {
      sent: (key, kind, revision) => logged.push(`${kind} ${key} ${revision}`),
      refused: (key, message) => logged.push(`refused ${key}: ${message}`),
      retrying: () => assert.fail(),
    });
    acknowledged = new Acknowledged({ keys: {} });
  });

  afterEach(() => share.stop());

  const sendings = async (contents: Record<string, Json>, kept: readonly string[] = []) => {
    const found: Sending[] = [];
    const keys = new Set([...Object.keys(contents), ...kept]);
    const difference = acknowledged.difference(new Map(Object.entries(contents)), keys, () => assert.fail());
    for await (const sending of difference) found.push(sending);
    return found;
  };
  const send = async (contents: Record<string, Json>, onProgress?: (progress: SyncProgress) => void) =>
    sender.send(await sendings(contents, [...share.contents.keys()]), acknowledged, signal, onProgress);
  const holds = async (key: string, content: Json) =>
    (await acknowledged.sendingOf(key, content)) === undefined;
  const textAt = (n: number) => {
    const content = share.contents.get(part(n)) as { text: string } | undefined;
    return content?.text;
  };
  const has = (entries: readonly Entry[], n: number) => entries.some(({ key }) => key === part(n));

  it("sends what fits together in one request, and notes it", async () => {
    const progress: SyncProgress[] = [];
    assert.equal(await send({ [part(1)]: "one", [part(2)]: "two" }, (now) => progress.push(now)), true);
    assert.equal(share.syncs.length, 1);
    assert.ok((await holds(part(1), "one")) && (await holds(part(2), "two")));
    assert.deepEqual(progress, [
      { done: 0, total: 2 },
      { done: 2, total: 2 },
    ]);
    assert.deepEqual(logged, [`put ${part(1)} 1`, `put ${part(2)} 1`]);
  });

  it("asks for nothing where there is nothing", async () => {
    assert.equal(await sender.send([], acknowledged, signal), true);
    assert.equal(share.syncs.length, 0);
  });

  it("says when a batch does not continue the one before, whichever it was", async () => {
    const large = "x".repeat(200_000);
    share.revision = 5;
    assert.equal(await send({ [part(1)]: large, [part(2)]: large }), false);
    assert.equal(await send({ [part(1)]: "one" }), true);
    sender.continueFrom(3);
    assert.equal(await send({ [part(1)]: "two" }), false);
    assert.deepEqual(
      share.syncs.map(({ known }) => known),
      [0, 6, 7, 8],
    );
  });

  it("finds the one that a batch is refused for, leaves it out, and says so in its place", async () => {
    share.refuse = ({ entries }) =>
      entries.some((entry) => "content" in entry && entry.content === "bad")
        ? { code: "invalid_request" }
        : undefined;
    const contents = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [part(n), n === 4 ? "bad" : `good ${n}`]));
    assert.equal(await send(contents), true);
    for (const n of [1, 2, 3, 5]) assert.equal(share.contents.get(part(n)), `good ${n}`);
    assert.match(JSON.stringify(share.contents.get(part(4))), /it is more than the service takes/);
    assert.ok(logged.includes(`refused ${part(4)}: it is invalid_request`));

    const before = share.syncs.length;
    assert.equal(await send(contents), true);
    assert.equal(share.syncs.length, before);
    assert.equal(await send({ ...contents, [part(4)]: "better" }), true);
    assert.equal(share.contents.get(part(4)), "better");
  });

  it("says when one half of a batch that was refused did not continue", async () => {
    const alone = ({ entries }: HeldSync) =>
      entries.length > 1 ? ({ code: "too_large" } as const) : undefined;
    share.refuse = alone;
    share.revision = 5;
    assert.equal(await send({ [part(1)]: "one", [part(2)]: "two" }), false);
    share.refuse = (sync) => {
      if (has(sync.entries, 2)) share.revision += 1;
      return alone(sync);
    };
    assert.equal(await send({ [part(2)]: "three", [part(3)]: "four" }), false);
    share.refuse = alone;
    assert.equal(await send({ [part(2)]: "five", [part(3)]: "six" }), true);
  });

  it("leaves out what of a session itself is refused, without a word in its place", async () => {
    share.refuse = () => ({ code: "invalid_request" });
    assert.equal(await send({ [infoKey("ses_1")]: { title: "Tea" } }), true);
    assert.equal(share.syncs.length, 1);
    assert.equal(share.contents.size, 0);
  });

  it("does not ask for a deletion twice that is refused, nor for what stands in a place", async () => {
    await send({ [part(1)]: "one" });
    share.refuse = () => ({ code: "invalid_request" });
    assert.equal(await sender.send(await sendings({}), acknowledged, signal), true);
    assert.equal(share.syncs.length, 2);
    assert.equal(await sender.sendMissing(part(1), "is not there", acknowledged, signal), true);
    assert.equal(share.syncs.length, 3);
    assert.deepEqual(logged, [`put ${part(1)} 1`]);
  });

  it("says only once what stands in a place", async () => {
    await sender.sendMissing(part(1), "is not there", acknowledged, signal);
    await sender.sendMissing(part(1), "is not there", acknowledged, signal);
    assert.equal(share.syncs.length, 1);
  });

  it("throws what is not about entries, and keeps what came before", async () => {
    const large = "x".repeat(200_000);
    share.refuse = ({ entries }) => (has(entries, 2) ? { code: "unavailable" } : undefined);
    await assert.rejects(send({ [part(1)]: large, [part(2)]: large }), { code: "unavailable" });
    assert.ok(await holds(part(1), large));
    assert.ok(!(await holds(part(2), large)));
    const huge = { text: "x".repeat(PIECE_BYTES * 2) };
    await assert.rejects(send({ [part(2)]: huge }), { code: "unavailable" });
  });

  it("throws that there is no way to the service", async () => {
    const found = await sendings({ [part(1)]: "one", [part(2)]: { text: "x".repeat(PIECE_BYTES * 2) } });
    await share.stop();
    for (const sending of found)
      await assert.rejects(sender.send([sending], acknowledged, signal), { name: "ServiceUnreachableError" });
    share = await HeldShare.start();
  });

  it("sends what is large in requests of a size that proxies let through", async () => {
    const text = "x".repeat(PIECE_BYTES * 3);
    assert.equal(await send({ [part(1)]: { text } }), true);
    assert.equal(textAt(1), text);
    assert.equal(share.syncs.length, 4);
    for (const { bytes, entries } of share.syncs) {
      assert.ok(bytes <= PIECE_BYTES);
      assert.equal(entries.length, 1);
    }
    assert.ok(await holds(part(1), { text }));
    assert.ok(logged[0]?.startsWith("put ") && logged[1]?.startsWith("append "));
  });

  it("says when pieces did not continue", async () => {
    share.revision = 5;
    assert.equal(await send({ [part(1)]: { text: "x".repeat(PIECE_BYTES * 2) } }), false);
  });

  it("sends smaller pieces where a proxy refuses, from then on, and again the whole", async () => {
    const most = 100_000;
    share.refuse = ({ bytes }) => (bytes > most ? PROXY : undefined);
    const text = "x".repeat(PIECE_BYTES * 2);
    assert.equal(await send({ [part(1)]: { text } }), true);
    assert.equal(textAt(1), text);
    const before = share.syncs.length;
    assert.equal(await send({ [part(2)]: { text } }), true);
    assert.equal(textAt(2), text);
    assert.ok(share.syncs.slice(before).every(({ bytes }) => bytes <= most));
    assert.deepEqual(
      logged.filter((line) => line.startsWith("refused")),
      [],
    );
  });

  it("cuts one of a usual size, too, where a proxy refuses it alone", async () => {
    share.refuse = ({ bytes }) => (bytes > 40_000 ? PROXY : undefined);
    const text = "x".repeat(60_000);
    const refused = () => share.syncs.filter(({ bytes }) => bytes > 40_000).length;
    assert.equal(await send({ [part(1)]: { text }, [part(2)]: "small" }), true);
    // Both together, and the large one by itself.
    assert.equal(refused(), 2);
    assert.equal(textAt(1), text);
    assert.equal(share.contents.get(part(2)), "small");
  });

  it("gives up on what a proxy refuses in the smallest pieces, and says so in its place", async () => {
    share.refuse = ({ bytes }) => (bytes > SMALLEST_PIECE_BYTES / 4 ? PROXY : undefined);
    const text = "x".repeat(60_000);
    assert.equal(await send({ [part(1)]: { text } }), true);
    assert.match(textAt(1) ?? "", /it is more than a proxy before the service lets through/);
    assert.ok(share.syncs.length < 10);
  });

  it("leaves out what the service itself refuses in pieces, without trying smaller ones", async () => {
    share.refuse = ({ bytes }) => (bytes > 1000 ? { code: "too_large" } : undefined);
    assert.equal(await send({ [part(1)]: { text: "x".repeat(PIECE_BYTES * 2) } }), true);
    assert.equal(share.syncs.length, 2);
    assert.match(textAt(1) ?? "", /it is more than the service takes/);
  });

  it("sends whole what no service could take", async () => {
    share.refuse = ({ bytes }) => (bytes > MAX_SYNC_BODY_BYTES ? { code: "too_large" } : undefined);
    const [sending] = await sendings({ [part(1)]: "one" });
    assert.ok(sending);
    const parts = ['{"key":', JSON.stringify(part(1)), ',"content":"', "x".repeat(MAX_SYNC_BODY_BYTES), '"}'];
    assert.equal(await sender.send([{ ...sending, parts }], acknowledged, signal), true);
    assert.equal(share.syncs.length, 2);
    assert.match(textAt(1) ?? "", /it is more than the service takes/);
  });

  it("sends what was written as bytes beside what is text", async () => {
    const large = { text: "ä".repeat(1_100_000) };
    assert.equal(await send({ [part(1)]: large }), true);
    assert.equal(textAt(1), large.text);
    const [sending] = await sendings({ [part(2)]: "two" }, [part(1)]);
    assert.ok(sending);
    const bytes = { ...sending, parts: sending.parts.map((text) => Buffer.from(text as string)) };
    const [other] = await sendings({ [part(3)]: "three" }, [part(1)]);
    assert.ok(other);
    assert.equal(await sender.send([bytes, other], acknowledged, signal), true);
    assert.equal(share.contents.get(part(2)), "two");
    assert.equal(share.contents.get(part(3)), "three");
  });
});
