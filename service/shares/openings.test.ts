import assert from "node:assert/strict";
import { Openings } from "./openings.ts";

describe("openings", () => {
  let openings: Openings;
  let opened: number;
  beforeEach(() => {
    openings = new Openings();
    opened = 0;
  });

  const open = async () => ({ ticket: `t${++opened}`, expiresAt: 1 });
  const once = (share: string, opening: string, counts = true) =>
    openings.once(share, opening, async () => counts, open);

  it("of one name are one, at once or later, for as long as it counts", async () => {
    const [first, second] = await Promise.all([once("s", "o"), once("s", "o")]);
    assert.equal(first.ticket, "t1");
    assert.equal(second.ticket, "t1");
    assert.equal((await once("s", "o")).ticket, "t1");
    assert.equal((await once("s", "o", false)).ticket, "t2");
    assert.equal((await once("s", "o")).ticket, "t2");
  });

  it("of another name or share are others", async () => {
    assert.deepEqual(
      [await once("s", "a"), await once("s", "b"), await once("r", "a")].map(({ ticket }) => ticket),
      ["t1", "t2", "t3"],
    );
  });

  it("that failed are tried again, also by who waited for them", async () => {
    const failing = openings.once(
      "s",
      "o",
      async () => true,
      () => Promise.reject(new Error("full")),
    );
    const waiting = once("s", "o");
    await assert.rejects(failing, /full/);
    assert.equal((await waiting).ticket, "t1");
    assert.equal((await once("s", "o")).ticket, "t1");
  });

  it("are forgotten when there are too many, the oldest first", async () => {
    for (let n = 0; n < 10_000; n += 1) await once("s", `o${n}`);
    await once("s", "o0");
    await once("s", "one more");
    assert.equal(opened, 10_001);
    await once("s", "o0");
    await once("s", "o2");
    assert.equal(opened, 10_001);
    await once("s", "o1");
    assert.equal(opened, 10_002);
  });
});
