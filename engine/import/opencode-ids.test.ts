import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { OpencodeIds } from "./opencode-ids.ts";

const NOW = 1_795_198_452_182;
const idsAt = (now: number, count = 10) => new OpencodeIds(count, { now: () => now, randomBytes });

describe("fresh opencode ids", () => {
  it("have opencode's form", () => {
    const ids = idsAt(NOW);
    assert.match(ids.session(), /^ses_[0-9a-f]{12}[0-9A-Za-z]{14}$/);
    assert.match(ids.message(), /^msg_[0-9a-f]{12}[0-9A-Za-z]{14}$/);
    assert.match(ids.part(), /^prt_[0-9a-f]{12}[0-9A-Za-z]{14}$/);
  });

  it("carry the time where opencode has it", () => {
    const fixed = new OpencodeIds(0, { now: () => NOW, randomBytes: (count) => new Uint8Array(count) });
    assert.equal(fixed.session(), "ses_e05d57e29fff00000000000000");
    assert.equal(fixed.message(), "msg_1fa2a81d600000000000000000");
  });

  it("descend for sessions as time goes on, and ascend for messages and parts", () => {
    assert.ok(idsAt(NOW).session() > idsAt(NOW + 1).session());
    assert.ok(idsAt(NOW, 0).message() < idsAt(NOW + 1, 0).message());
  });

  it("are unique, ascend, and stay behind what opencode itself would give from now on", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2 ** 36, max: 2 ** 41 }),
        fc.integer({ min: 1, max: 300 }),
        (now, count) => {
          fc.pre(now % 2 ** 36 > 1);
          const ids = idsAt(now, count);
          const made = Array.from({ length: count }, (_, at) =>
            (at % 3 ? ids.part() : ids.message()).slice(4),
          );
          assert.deepEqual(made, made.toSorted());
          assert.equal(new Set(made.map((id) => id.slice(0, 12))).size, count);
          assert.ok((made.at(-1) ?? "") < idsAt(now, 0).message().slice(4));
        },
      ),
    );
  });

  it("ascend also where the 48 bits of time start again", () => {
    const turn = 2 ** 36 * 26;
    const ids = idsAt(turn, 3);
    const made = [ids.message(), ids.message(), ids.message()];
    assert.deepEqual(made, made.toSorted());
  });
});
