import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TimeSlices } from "../../primitives/time-slices.ts";
import { cutBody } from "./cut-body.ts";

const body = Buffer.from(
  JSON.stringify({ entries: [{ key: "k", content: Array.from({ length: 999 }, () => ({})) }] }),
);

/** A body of which all is there already, in pieces. */
function* pieces() {
  for (let at = 0; at < body.length; at += 100) yield body.subarray(at, at + 100);
}

describe("a body that comes in", () => {
  for (const announced of [0, body.length])
    it(`is taken apart as it comes, ${announced ? "its length known" : "however long it will be"}`, async () => {
      const cut = await cutBody(Readable.from(pieces()), { announced, slices: new TimeSlices(10) });
      const { entries } = cut as { entries: { key: string; content: Buffer }[] };
      assert.equal(entries[0]?.key, "k");
      assert.equal(entries[0]?.content.toString(), JSON.stringify(Array.from({ length: 999 }, () => ({}))));
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
