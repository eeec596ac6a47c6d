import assert from "node:assert/strict";
import { Random } from "../../fixtures/random.ts";
import { allTokenRules } from "../rules/all-token-rules.ts";
import { ALPHABETS } from "../rules/alphabets.ts";
import { namedValues } from "../rules/named-values.ts";
import { cleanTexts } from "../testing/clean-texts.ts";
import { placesOfAssignments, placesOfTokens } from "../testing/places.ts";
import { sampleOfForm } from "../testing/sample-of-form.ts";
import { password, passwordNames, secretNames, structures } from "../testing/structures.ts";
import { ShapeScanner } from "./shape-scanner.ts";

const scanner = new ShapeScanner();

/** The text without what was found. */
function without(text: string): string {
  let left = "";
  let at = 0;
  for (const { start, end, pieces = [{ start, end }] } of scanner.scan(text))
    for (const piece of pieces) {
      left += `${text.slice(at, piece.start)}§`;
      at = piece.end;
    }
  return left + text.slice(at);
}

/** Whether 8 characters of the secret, one after the other, are still there. */
function leaks(text: string, secret: string): boolean {
  const left = without(text);
  for (const line of secret.split("\n"))
    for (let i = 0; i + 8 <= line.length; i++) if (left.includes(line.slice(i, i + 8))) return true;
  return left.includes(secret) || left.includes(Buffer.from(secret).toString("base64").slice(4, -4) || "\0");
}

function expectNone(leaked: readonly string[], tried: number, share: number): void {
  const shown = leaked.slice(0, 25).join("\n");
  assert.ok(leaked.length <= tried * share, `${leaked.length} of ${tried} were left:\n${shown}`);
}

describe("shapes of secrets", () => {
  for (const { name, put } of placesOfTokens)
    it(`are found in this place: ${name}`, () => {
      const random = new Random(7);
      const leaked: string[] = [];
      for (const { kind, forms } of allTokenRules)
        for (const form of forms) {
          const { text, secret } = sampleOfForm(form, random);
          const whole = put(text, random);
          if (leaks(whole, secret)) leaked.push(`${kind}: ${whole}`);
        }
      expectNone(leaked, allTokenRules.length, 0.005);
    });

  for (const { name, put } of placesOfAssignments)
    it(`are found beside the name of a vendor: ${name}`, () => {
      const random = new Random(8);
      const leaked: string[] = [];
      for (const { kind, names, forms } of namedValues)
        for (const form of forms)
          for (const vendor of names) {
            const { text: value } = sampleOfForm(form, random);
            const whole = put(`${vendor.toUpperCase()}_TOKEN`, value);
            if (leaks(whole, value)) leaked.push(`${kind}: ${whole}`);
          }
      expectNone(leaked, namedValues.length, 0.02);
    });

  for (const { name, put } of placesOfAssignments)
    it(`are found beside the name of a secret: ${name}`, () => {
      const random = new Random(9);
      const leaked: string[] = [];
      for (const secretName of secretNames)
        for (const alphabet of [ALPHABETS.a, ALPHABETS.h, ALPHABETS.u, ALPHABETS.l]) {
          const value = random.text(alphabet, 32);
          if (leaks(put(secretName, value), value)) leaked.push(put(secretName, value));
        }
      expectNone(leaked, 100, 0.02);
    });

  for (const { name, put } of placesOfAssignments)
    it(`are found beside the name of a password: ${name}`, () => {
      const random = new Random(10);
      const leaked: string[] = [];
      for (let i = 0; i < 100; i++) {
        const value = password(random);
        const whole = put(random.pick(passwordNames), value);
        if (leaks(whole, value)) leaked.push(whole);
      }
      expectNone(leaked, 100, 0.02);
    });

  for (const { kind, make } of structures)
    it(`are found by what is around them: ${kind}, ${JSON.stringify(make(new Random(1)).text.slice(0, 40))}`, () => {
      const random = new Random(11);
      const leaked: string[] = [];
      for (let i = 0; i < 30; i++) {
        const { text, secret } = make(random);
        if (leaks(text, secret)) leaked.push(text);
      }
      expectNone(leaked, 30, 0.04);
    });

  for (const [name, make] of Object.entries(cleanTexts))
    it(`are not seen in what is none: ${name}`, () => {
      const random = new Random(12);
      const found: string[] = [];
      for (let i = 0; i < 200; i++) {
        const text = make(random);
        for (const { kind, start, end } of scanner.scan(text))
          found.push(`${kind}: ${text.slice(start, end)} in ${text}`);
      }
      assert.deepEqual([...new Set(found)].slice(0, 10), []);
    });
});
