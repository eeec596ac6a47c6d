import assert from "node:assert/strict";
import { anchorsOf, expressionOf, leadOf, parseForm } from "./form.ts";

const matches = (form: string, text: string) => expressionOf(parseForm(form)).exec(text)?.[1];

describe("the form of a token", () => {
  it("is literal text and counted characters", () => {
    assert.equal(matches("ab_<d:3>", "ab_123"), "ab_123");
    assert.equal(matches("ab_<d:3>", "ab_12x"), undefined);
  });

  it("ends where the token ends", () => assert.equal(matches("ab_<d:3>", "ab_1234"), undefined));

  it("takes as many characters as there are", () => {
    assert.equal(matches("ab_<h:3-6>", "ab_0f0f0 "), "ab_0f0f0");
    assert.equal(matches("ab_<h:3-6>", "ab_0f"), undefined);
  });

  it("has choices", () => {
    assert.equal(matches("{live|test}_<d:2>", "test_12"), "test_12");
    assert.deepEqual(anchorsOf(parseForm("{live|test}_<d:2>")), ["live_", "test_"]);
  });

  it("may begin its secret after an address", () =>
    assert.equal(matches("https://hooks.test/!<d:3>", "https://hooks.test/123"), "123"));

  it("may be looked for by what stands within it", () => {
    const form = parseForm("<a:2-3>^.mid.<d:2>");
    assert.deepEqual(anchorsOf(form), [".mid."]);
    assert.deepEqual(leadOf(form), { min: 2, max: 3 });
  });

  it("takes marks for what they are", () => assert.equal(matches("a.b$c<d:1>", "a.b$c1"), "a.b$c1"));

  it("refuses what is no form", () => assert.throws(() => parseForm("ab<z:3>"), /no part of a form/));
});
