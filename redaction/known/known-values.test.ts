import assert from "node:assert/strict";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { encodedForms } from "./encoded-forms.ts";
import { KnownValues } from "./known-values.ts";

const VALUE = 'gr1n&"Bär/42';
const known = new KnownValues([{ kind: "own", value: VALUE }]);

const hidden = (values: KnownValues, text: string) =>
  values.find(text).reduceRight((left, { start, end }) => `${left.slice(0, start)}§${left.slice(end)}`, text);

describe("known values", () => {
  const encodings: Readonly<Record<string, string>> = {
    "as they are": VALUE,
    "in JSON": JSON.stringify(VALUE).slice(1, -1),
    "in JSON of PHP": JSON.stringify(VALUE).slice(1, -1).replaceAll("/", "\\/"),
    "in JSON of Python": 'gr1n&\\"B\\u00e4r/42',
    "in JSON of Go": 'gr1n\\u0026\\"Bär/42',
    "in an address": encodeURIComponent(VALUE),
    "in an address with small digits": encodeURIComponent(VALUE).replaceAll(/%../g, (code) =>
      code.toLowerCase(),
    ),
    "in hexadecimal": Buffer.from(VALUE).toString("hex"),
    "in capital hexadecimal": Buffer.from(VALUE).toString("hex").toUpperCase(),
  };
  for (const [name, text] of Object.entries(encodings))
    it(`are found ${name}`, () => assert.equal(hidden(known, `a ${text} b`), "a § b"));

  for (const before of ["", "x", "xy", "xyz"])
    it(`are found in base64 after ${before.length} characters`, () => {
      for (const encoding of ["base64", "base64url"] as const) {
        const text = Buffer.from(`${before}${VALUE} and more`).toString(encoding);
        const [found] = known.find(text);
        assert.ok(found, text);
        const left = text.slice(0, found.start) + text.slice(found.end);
        const own = Buffer.from(VALUE).toString(encoding);
        for (let i = 0; i + 8 <= own.length; i++) assert.ok(!left.includes(own.slice(i, i + 8)));
      }
    });

  it("have one identity in all their forms", () => {
    const [a] = known.find(VALUE);
    const [b] = known.find(encodeURIComponent(VALUE));
    assert.ok(a?.identity !== undefined && a.identity === b?.identity);
  });

  it("are not found within a word when they are one", () => {
    const word = new KnownValues([{ kind: "own", value: "adminx" }]);
    assert.equal(hidden(word, "adminx, adminxistration"), "§, adminxistration");
  });

  it("are too short below six characters", () =>
    assert.equal(hidden(new KnownValues([{ kind: "own", value: "abcde" }]), "abcde"), "abcde"));

  it("are kept as no text", () => {
    const shown = inspect(known, {
      showHidden: true,
      depth: 9,
      maxArrayLength: 100_000,
      maxStringLength: 1e6,
    });
    for (const { text } of encodedForms(VALUE)) assert.ok(!shown.includes(text));
  });

  it("are seen to begin at the end of a text that grows", () => {
    const [found] = known.find(`a ${VALUE.slice(0, 8)}`, true);
    assert.deepEqual([found?.start, found?.isOpen], [2, true]);
  });

  it("are found wherever they stand in whatever text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 12, maxLength: 40 }),
        fc.string(),
        fc.string(),
        (value, before, after) => {
          const values = new KnownValues([{ kind: "own", value }]);
          assert.ok(
            values
              .find(before + value + after)
              .some(({ start, end }) => start <= before.length && end >= before.length + value.length),
          );
        },
      ),
    );
  });
});
