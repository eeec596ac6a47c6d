import assert from "node:assert/strict";
import * as z from "zod";
import { leftOut, requestSchema, UNKNOWN_REQUIREMENT } from "./request.ts";

const schema = requestSchema({ title: z.string().optional(), days: z.int().optional() });

describe("a request", () => {
  it("is read without the fields that are not known, and these are told", () => {
    const body = { title: "Tea", colour: "red", requires: ["title"] };
    assert.deepEqual(schema.parse(body), { title: "Tea", requires: ["title"] });
    assert.deepEqual(leftOut(schema, body), { ignored: ["colour"] });
    assert.deepEqual(leftOut(schema, { title: "Tea", requires: [] }), {});
  });

  it("tells of no more than twenty of them", () => {
    const body = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`f${n}`, n]));
    assert.deepEqual(leftOut(schema, body).ignored, Object.keys(body).slice(0, 20));
  });

  for (const body of [null, undefined, "text", 1])
    it(`leaves out nothing where it is ${body}`, () => assert.deepEqual(leftOut(schema, body), {}));

  it("is refused where it requires what is not known, by the name of each", () => {
    const { error } = schema.safeParse({ requires: ["title", "sealed", "days", "toString"] });
    assert.deepEqual(
      error?.issues.map((issue) => issue.code === "custom" && issue.params?.[UNKNOWN_REQUIREMENT]),
      ["sealed", "toString"],
    );
  });

  it("requires a bounded number of fields with bounded names", () => {
    assert.equal(schema.safeParse({ requires: Array(100).fill("title") }).success, true);
    assert.equal(schema.safeParse({ requires: Array(101).fill("title") }).success, false);
    const issues = (length: number) =>
      schema.safeParse({ requires: ["x".repeat(length)] }).error?.issues.map(({ code }) => code);
    assert.deepEqual(issues(100), ["custom"]);
    assert.ok(issues(101)?.includes("too_big"));
  });
});
