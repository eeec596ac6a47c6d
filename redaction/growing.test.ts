import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "../fixtures/random.ts";
import type { Json } from "../protocol/json.ts";
import { Redactor } from "./redactor.ts";
import { allTokenRules } from "./rules/all-token-rules.ts";
import { cleanTexts } from "./testing/clean-texts.ts";
import { placesOfAssignments, placesOfTokens } from "./testing/places.ts";
import { sampleOfForm } from "./testing/sample-of-form.ts";
import { password, passwordNames, structures } from "./testing/structures.ts";

const PIECE = 8;
/** More of them: `GROWING_RUNS=2000`. */
const RUNS = Number(process.env.GROWING_RUNS ?? 100);
const KNOWN = "grün wie Gras 42";

/** A text with a secret in it, and the secret, line by line. */
function planted(random: Random): { readonly text: string; readonly secret: string } {
  const kind = random.between(0, 9);
  if (kind === 0) return { text: `it is ${KNOWN}, as I said`, secret: KNOWN };
  if (kind < 4) return random.pick(structures).make(random);
  if (kind < 6) {
    const secret = password(random);
    return { text: random.pick(placesOfAssignments).put(random.pick(passwordNames), secret), secret };
  }
  const { text, secret } = sampleOfForm(random.pick(random.pick(allTokenRules).forms), random);
  return { text: random.pick(placesOfTokens).put(text, random), secret };
}

const clean = (random: Random) => random.pick(Object.values(cleanTexts))(random);

function conversation(random: Random) {
  const secrets: string[] = [];
  const texts = Array.from({ length: random.between(1, 4) }, () => {
    if (random.next() < 0.4) return clean(random);
    const { text, secret } = planted(random);
    secrets.push(secret);
    return text;
  });
  return { text: texts.join(random.pick(["\n", " ", "\n\n"])), secrets };
}

/** The first 8 characters, one after the other, of a secret that are there. */
function leakOf(sent: string, secrets: readonly string[]): string | undefined {
  for (const line of secrets.flatMap((secret) => secret.split("\n")))
    for (let i = 0; i + PIECE <= line.length; i++)
      if (sent.includes(line.slice(i, i + PIECE))) return line.slice(i, i + PIECE);
  return undefined;
}

/** Cuts a text at random places, many of them close together. */
function* prefixes(text: string, random: Random): Iterable<string> {
  let end = 0;
  while (end < text.length) {
    end = Math.min(text.length, end + (random.next() < 0.5 ? random.between(1, 3) : random.between(4, 60)));
    yield text.slice(0, end);
  }
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe("a text that grows", () => {
  it("lets no 8 characters of a secret go, wherever it is cut", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const { text, secrets } = conversation(random);
        const redactor = new Redactor({ known: [{ kind: "own", value: KNOWN }] });
        // What chance lets slip of the whole is not about growing.
        fc.pre(
          leakOf(new Redactor({ known: [{ kind: "own", value: KNOWN }] }).redactText(text), secrets) ===
            undefined,
        );
        for (const prefix of prefixes(text, random)) {
          const sent = redactor.redactGrowingText(prefix);
          const leak = leakOf(sent, secrets);
          assert.equal(
            leak,
            undefined,
            `of ${JSON.stringify(prefix)}\nthis was sent: ${JSON.stringify(sent)}`,
          );
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("is only continued by what comes later", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const { text } = conversation(random);
        const redactor = new Redactor({
          known: [{ kind: "own", value: KNOWN }],
          people: { homes: ["/home/anna b"] },
        });
        let sent = "";
        for (const prefix of prefixes(text, random)) {
          const next = redactor.redactGrowingText(prefix);
          assert.ok(next.startsWith(sent), `${JSON.stringify(sent)}\nbecame ${JSON.stringify(next)}`);
          sent = next;
        }
        const whole = redactor.redactText(text);
        assert.ok(whole.startsWith(sent), `${JSON.stringify(sent)}\nended as ${JSON.stringify(whole)}`);
      }),
      { numRuns: RUNS },
    );
  });

  it("lets words go as they are finished", () => {
    const redactor = new Redactor();
    assert.equal(
      redactor.redactGrowingText("The token is checked by the ser"),
      "The token is checked by the ",
    );
    assert.equal(
      redactor.redactGrowingText("これは長い文です。空白はありません"),
      "これは長い文です。空白はありません",
    );
  });

  it("keeps a private key back until it has ended", () => {
    const redactor = new Redactor();
    const key = structures[1]?.make(new Random(4)).text ?? "";
    assert.equal(
      redactor.redactGrowingText(`here:\n${key.slice(0, 200)}`),
      "here:\n-----BEGIN RSA PRIVATE KEY-----",
    );
    assert.match(
      redactor.redactGrowingText(`here:\n${key}\nand more `),
      /^here:\n-----BEGIN.*\n\[secret 1: .*and more $/s,
    );
  });

  it("keeps a value in quotes back until the quote ends", () => {
    const redactor = new Redactor();
    assert.equal(redactor.redactGrowingText('x DB_PASSWORD="two words'), 'x DB_PASSWORD="');
    assert.equal(
      redactor.redactGrowingText('x DB_PASSWORD="two words!1" '),
      'x DB_PASSWORD="[secret 1: password]" ',
    );
  });

  it("counts no secret before it is whole", () => {
    const redactor = new Redactor();
    const { secret } = sampleOfForm("glpat-<u:40>", new Random(6));
    for (let end = 1; end <= secret.length; end++)
      redactor.redactGrowingText(`it is ${secret.slice(0, end)}`);
    redactor.redactText(`it is ${secret} now`);
    assert.deepEqual([...redactor.counts()], [["gitlab-personal-token", 1]]);
  });

  it("may be any text in JSON, and what has a secret's name comes when it is whole", () => {
    const value: Json = {
      state: { status: "running", input: { password: "Hunter2!x" }, raw: '{"a":1, "b":' },
    };
    assert.deepEqual(new Redactor().redactGrowing(value, new Set(["running"])), {
      state: { status: "running", input: { password: "" }, raw: '{"a":1, ' },
    });
  });
});
