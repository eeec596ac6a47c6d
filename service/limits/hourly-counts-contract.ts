import assert from "node:assert/strict";
import type { HourlyCounts } from "./hourly-counts.ts";

/** What all that count within an hour keep to. @param later lets so many ms go by */
export function describeHourlyCounts(
  name: string,
  open: () => Promise<{ counts: HourlyCounts; later: (ms: number) => Promise<void> }>,
): void {
  describe(`${name}, as counts within an hour`, () => {
    const HOUR_S = 3_600;

    it("count so many, each name for itself, and tell how long to wait", async () => {
      const { counts, later } = await open();
      for (let n = 0; n < 2; n++) assert.equal(await counts.take("a", 2), 0);
      assertAbout(await counts.take("a", 2), HOUR_S);
      assert.equal(await counts.take("b", 2), 0);
      await later(HOUR_S * 500);
      assertAbout(await counts.take("a", 2), HOUR_S / 2);
      await later(HOUR_S * 500);
      assert.equal(await counts.take("a", 2), 0);
    });

    it("count those no more that are given back, and never less than none", async () => {
      const { counts } = await open();
      await counts.take("a", 1);
      await counts.take("a", 1);
      for (const name of ["a", "a", "b"]) await counts.giveBack(name);
      assert.equal(await counts.take("a", 1), 0);
      assertAbout(await counts.take("a", 1), HOUR_S);
    });

    it("let exactly as many pass of those that come at once", async () => {
      const { counts } = await open();
      const waits = await Promise.all(Array.from({ length: 20 }, () => counts.take("a", 7)));
      assert.equal(waits.filter((wait) => wait === 0).length, 7);
    });

    it("take any text for a name", async () => {
      const { counts } = await open();
      for (const text of ["", "\0", "\ud800", "x".repeat(10_000)]) {
        assert.equal(await counts.take(text, 1), 0);
        assert.notEqual(await counts.take(text, 1), 0);
      }
    });
  });
}

/** The clock goes on meanwhile. */
function assertAbout(wait: number, seconds: number): void {
  assert.ok(wait > seconds - 300 && wait <= seconds, `${wait} seconds`);
}
