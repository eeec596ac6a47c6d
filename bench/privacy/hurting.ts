import { Random } from "../../fixtures/random.ts";
import { allTokenRules } from "../../redaction/rules/all-token-rules.ts";
import { sampleOfForm } from "../../redaction/testing/sample-of-form.ts";

/** What the rules look for that are no tokens. */
const LITERALS =
  '://|eyJ|-----BEGIN |-----BEGIN RSA PRIVATE KEY-----|Private-Lines: 1|Bearer |Authorization: |Basic |Cookie: a=|"kty"|"d":"|:5432:|:$6$|AKIA| -u | -p|curl -u a:|mysql -p|pass:|password|token|secret|api key|auth=(|identified by |echo a | sudo -S|login a password '.split(
    "|",
  );
/** What may follow them, so that a rule goes on. */
const NEXT = [
  "",
  "=",
  ": ",
  '="',
  "a",
  "=a1",
  "_",
  "-",
  ".",
  " is ",
  "%3D",
  "\\",
  '\\"',
  "\n",
  "@",
  "(",
  '("',
  "{",
  "A1b2C3d4",
  "=".repeat(40),
];

/** Texts that are made of what rules look for, over and over, and never let them find it. */
export function* hurting(): Iterable<{ readonly name: string; readonly unit: string }> {
  for (const literal of LITERALS)
    for (const next of NEXT) yield { name: JSON.stringify(literal + next), unit: literal + next };
  const random = new Random(21);
  for (const { kind, forms } of allTokenRules)
    for (const form of forms) {
      const { text } = sampleOfForm(form, random);
      yield { name: `${kind}, cut short`, unit: text.slice(0, -1) };
    }
}
