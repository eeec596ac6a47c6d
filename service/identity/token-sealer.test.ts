import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { TokenSealer } from "./token-sealer.ts";

describe("Seal", () => {
  let now = 1_700_000_000_000;
  const seal = new TokenSealer(randomBytes(32), () => now);

  it("opens what it sealed, for the same purpose and until its end", async () => {
    const sealed = await seal.seal("ticket", { share: "x" }, now + 5_000);
    assert.equal((await seal.open("ticket", sealed))?.share, "x");
    assert.equal(await seal.open("session", sealed), undefined);
    now += 5_000;
    assert.equal(await seal.open("ticket", sealed), undefined);
  });

  it("opens nothing that another key sealed, that was altered, or that is no seal at all", async () => {
    const other = await new TokenSealer(randomBytes(32), () => now).seal("ticket", {}, now + 5_000);
    const mine = await seal.seal("ticket", {}, now + 5_000);
    const altered = `${mine.slice(0, -2)}${mine.endsWith("AA") ? "BB" : "AA"}`;
    for (const text of [other, altered, "", "a.b.c", "a.b.c.d.e", "é".repeat(1000), `${mine}.x`])
      assert.equal(await seal.open("ticket", text), undefined, text);
  });

  it("shows nothing of what it holds", async () => {
    const sealed = await seal.seal("ticket", { share: "secret-share" }, now + 5_000);
    const plain = sealed.split(".").map((piece) => Buffer.from(piece, "base64url").toString("latin1"));
    assert.ok(!plain.join("").includes("secret-share"));
  });
});
