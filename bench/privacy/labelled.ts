import type { Random } from "../../fixtures/random.ts";
import { allTokenRules } from "../../redaction/rules/all-token-rules.ts";
import { ALPHABETS } from "../../redaction/rules/alphabets.ts";
import { namedValues } from "../../redaction/rules/named-values.ts";
import { placesOfAssignments, placesOfTokens } from "../../redaction/testing/places.ts";
import { sampleOfForm } from "../../redaction/testing/sample-of-form.ts";
import { password, passwordNames, secretNames, structures } from "../../redaction/testing/structures.ts";

/** A text with a secret in it, and what and where it is. */
export interface Labelled {
  readonly kind: string;
  readonly place: string;
  readonly text: string;
  readonly secret: string;
}

/** Secrets made from published forms, each kind in each place. */
export function* labelled(random: Random): Iterable<Labelled> {
  yield* tokens(random);
  yield* namedOnes(random);
  yield* assigned(random);
  for (const { kind, make } of structures)
    for (let i = 0; i < 10; i++) yield { kind, place: "structure", ...make(random) };
}

function* tokens(random: Random): Iterable<Labelled> {
  for (const { kind, forms } of allTokenRules)
    for (const form of forms)
      for (const { name, put } of placesOfTokens) {
        const { text, secret } = sampleOfForm(form, random);
        yield { kind, place: name, text: put(text, random), secret };
      }
}

function* namedOnes(random: Random): Iterable<Labelled> {
  for (const { kind, names, forms } of namedValues)
    for (const { name, put } of placesOfAssignments) {
      const { text } = sampleOfForm(random.pick(forms), random);
      yield { kind, place: name, text: put(`${random.pick(names).toUpperCase()}_TOKEN`, text), secret: text };
    }
}

function* assigned(random: Random): Iterable<Labelled> {
  const alphabets = [ALPHABETS.a, ALPHABETS.h, ALPHABETS.u, ALPHABETS.l];
  for (const { name, put } of placesOfAssignments) {
    for (const secretName of secretNames) {
      const secret = random.text(random.pick(alphabets), random.between(20, 64));
      yield { kind: "secret", place: name, text: put(secretName, secret), secret };
    }
    for (const passwordName of passwordNames) {
      const secret = password(random);
      yield { kind: "password", place: name, text: put(passwordName, secret), secret };
    }
  }
}

const PIECE = 8;

/** Whether so many characters of the secret, one after the other, are in what was sent; placeholders say its kind. */
export function leaks(redacted: string, secret: string): boolean {
  const sent = redacted.replaceAll(/\[secret \d+: [a-z0-9-]+\]/g, "[]");
  const lines = secret.split("\n");
  return lines.some((line) => {
    for (let i = 0; i + Math.min(PIECE, line.length) <= line.length; i++)
      if (sent.includes(line.slice(i, i + PIECE))) return true;
    return false;
  });
}
