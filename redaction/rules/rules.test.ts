import assert from "node:assert/strict";
import { Random } from "../../fixtures/random.ts";
import { sampleOfForm } from "../testing/sample-of-form.ts";
import { allTokenRules } from "./all-token-rules.ts";
import { anchorsOf, parseForm } from "./form.ts";
import { kindByName, namedValues } from "./named-values.ts";

describe("the rules", () => {
  it("know at least 120 kinds of secrets", () => {
    const kinds = [...allTokenRules, ...namedValues].map(({ kind }) => kind);
    assert.ok(new Set(kinds).size >= 120, `${new Set(kinds).size} kinds`);
  });

  it("name each token once", () => {
    const kinds = allTokenRules.map(({ kind }) => kind);
    assert.deepEqual(
      kinds.filter((kind, i) => kinds.indexOf(kind) !== i),
      [],
    );
  });

  it("call kinds by small words", () => {
    for (const { kind } of [...allTokenRules, ...namedValues])
      assert.match(kind, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });

  it("are called by nothing that is itself a piece of the secret", () => {
    for (const { kind, forms } of allTokenRules)
      for (const form of forms) {
        const { pieces, secretAt } = parseForm(form);
        const literals = pieces
          .slice(secretAt)
          .flatMap((piece) => ("literal" in piece ? [piece.literal] : []));
        for (const literal of literals)
          for (let i = 0; i + 8 <= literal.length; i++)
            assert.ok(!kind.includes(literal.slice(i, i + 8)), `${kind}: ${literal}`);
      }
  });

  it("look for no form by less than two characters", () => {
    for (const { kind, forms } of allTokenRules)
      for (const form of forms)
        for (const anchor of anchorsOf(parseForm(form)))
          assert.ok(anchor.length >= 2 || form.includes(`^${anchor}`), `${kind}: “${anchor}”`);
  });

  it("know values by what they are called", () => {
    const random = new Random(1);
    for (const { names, forms } of namedValues)
      for (const name of names)
        for (const form of forms)
          assert.ok(kindByName(name.split("_"), sampleOfForm(form, random).text), `${name}: ${form}`);
  });

  it("know no value by a name alone", () =>
    assert.equal(kindByName(["datadog"], "us5.datadoghq.com"), undefined));
});
