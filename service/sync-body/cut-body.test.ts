import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { TimeSlices } from "../../primitives/time-slices.ts";
import { cutBody } from "./cut-body.ts";

const body = Buffer.from(
  JSON.stringify({ entries: [{ key: "k", content: Array.from({ length: 999 }, () => ({})) }] }),
);

/** A body of which all is there already, in pieces. */
function* pieces() {
  for (let at = 0; at < body.length; at += 100) yield body.subarray(at, at + 100);
}

const MB = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is held in memory now, and no garbage, in bytes. */
function held(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe("a body that comes in", () => {
  for (const announced of [0, body.length])
    it(`is taken apart as it comes, ${announced ? "its length known" : "however long it will be"}`, async () => {
      const cut = await cutBody(Readable.from(pieces()), { announced, slices: new TimeSlices(10) });
      const { entries } = cut as { entries: { key: string; content: Buffer }[] };
      assert.equal(entries[0]?.key, "k");
      assert.equal(entries[0]?.content.toString(), JSON.stringify(Array.from({ length: 999 }, () => ({}))));
    });

  for (const isAnnounced of [true, false])
    it(`takes about its own size, also when it comes byte by byte, ${isAnnounced ? "its length known" : "however long it will be"}`, async () => {
      const bytes = Buffer.from(`{"entries":[{"content":"${"x".repeat(MB)}"}]}`);
      const announced = isAnnounced ? bytes.length : 0;
      let taken = 0;
      function* singly() {
        const before = held();
        for (const [at, byte] of bytes.entries()) {
          if (at === MB) taken = held() - before;
          yield Buffer.of(byte);
        }
      }
      const cut = await cutBody(Readable.from(singly()), { announced, slices: new TimeSlices(10) });
      assert.ok(taken < 8 * MB, `${taken} bytes`);
      const { entries } = cut as { entries: { content: Buffer }[] };
      assert.equal(entries[0]?.content.length, MB + 2);
    });

  it("lets others be served between its pieces, together with all other bodies", async () => {
    // With slices that are over at once, each piece of a body waits for a turn of its own.
    const slices = new TimeSlices(0);
    let isDone = false;
    let turns = 0;
    const others = (async () => {
      for (; !isDone; turns++) await nextTurn();
    })();
    const bodies = Array.from({ length: 3 }, () =>
      cutBody(Readable.from(pieces()), { announced: 0, slices }),
    );
    await Promise.all(bodies);
    isDone = true;
    await others;
    assert.ok(turns >= Math.floor(body.length / 100), `${turns} turns`);
  });
});
