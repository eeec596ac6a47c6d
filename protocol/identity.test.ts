import assert from "node:assert/strict";
import { type Bearer, parseBearer, userSchema } from "./identity.ts";

const RANDOM = "aZ09_-".repeat(8).slice(0, 43);
const bearers: Record<string, Bearer | undefined> = {
  [RANDOM]: { kind: "secret", secret: RANDOM },
  [`ocs_pat_${RANDOM}`]: { kind: "personal", token: `ocs_pat_${RANDOM}` },
  [`ocs_adm_${RANDOM}`]: { kind: "adminKey", key: `ocs_adm_${RANDOM}` },
  "e30.e30.c2ln": { kind: "jwt", jwt: "e30.e30.c2ln" },
  "e30.e30.": { kind: "jwt", jwt: "e30.e30." },
  [`${RANDOM}x`]: undefined,
  [RANDOM.slice(1)]: undefined,
  [`ocs_pat_${RANDOM}x`]: undefined,
  [`xocs_pat_${RANDOM}`]: undefined,
  [`ocs_adm_${RANDOM.slice(1)}`]: undefined,
  [`xocs_adm_${RANDOM}`]: undefined,
  "e30.e30": undefined,
  "e30..c2ln": undefined,
  ".e30.c2ln": undefined,
  "e30.e30.c2ln.c2ln": undefined,
  "e30.e 30.c2ln": undefined,
};

describe("what an authorization header holds", () => {
  for (const [text, bearer] of Object.entries(bearers))
    it(`is ${bearer ? `by its form a ${bearer.kind}` : "nothing"}: ${text}`, () => {
      assert.deepEqual(parseBearer(`Bearer ${text}`), bearer);
      assert.deepEqual(parseBearer(`bearer   ${text}`), bearer);
    });

  for (const header of [undefined, "", RANDOM, `Basic ${RANDOM}`, `Bearer${RANDOM}`, "Bearer "])
    it(`is nothing in “${header}”`, () => assert.equal(parseBearer(header), undefined));
});

describe("a user", () => {
  const user = { id: "u", org: "acme", groups: [], role: "member" };
  it("has an id and an organisation, and everything of them is bounded", () => {
    for (const [fields, fits] of [
      [{}, true],
      [{ id: "" }, false],
      [{ id: "x".repeat(200) }, true],
      [{ id: "x".repeat(201) }, false],
      [{ org: "" }, false],
      [{ org: "x".repeat(200) }, true],
      [{ org: "x".repeat(201) }, false],
      [{ name: "", email: "" }, true],
      [{ name: "x".repeat(200), email: "x".repeat(320) }, true],
      [{ name: "x".repeat(201) }, false],
      [{ email: "x".repeat(321) }, false],
      [{ groups: Array(500).fill("x".repeat(200)) }, true],
      [{ groups: Array(501).fill("x") }, false],
      [{ groups: ["x".repeat(201)] }, false],
      [{ role: "king" }, false],
    ] as const)
      assert.equal(
        userSchema.safeParse({ ...user, ...fields }).success,
        fits,
        JSON.stringify(fields).slice(0, 60),
      );
  });
});
