import { anchorsOf, expressionOf, type Form, leadOf, parseForm } from "../rules/form.ts";
import type { TokenRule } from "../rules/token-rule.ts";
import { mayBeGenerated } from "../values/looks-generated.ts";
import { isPublishedExample } from "../values/published-examples.ts";
import { isDummyToken } from "../values/stands-for-value.ts";
import type { Detector, Found } from "./found.ts";
import { startsToken } from "./token-start.ts";

/** One detector for each form of the rule. */
export const tokenDetectors = (rule: TokenRule): readonly Detector[] =>
  rule.forms.map((form) => tokenDetector(rule, parseForm(form)));

function tokenDetector({ kind, check }: TokenRule, form: Form): Detector {
  const literals = anchorsOf(form);
  const lead = leadOf(form);
  const whole = expressionOf(form);
  const rest = expressionOf({ ...form, pieces: form.pieces.slice(form.anchorAt), secretAt: 0 });
  const isSecret = (secret: string, body: string) =>
    !isDummyToken(secret, body) &&
    mayBeGenerated(body) &&
    !isPublishedExample(secret) &&
    (check?.(secret) ?? true);

  return {
    literals,
    look(text, anchor, end) {
      if (lead.max > 0 && !matches(rest, text, anchor)) return undefined;
      for (let before = lead.max; before >= lead.min; before--) {
        const start = anchor - before;
        if (start < 0 || !startsToken(text, start)) continue;
        const secret = matches(whole, text, start)?.[1];
        if (secret === undefined) continue;
        const found = {
          kind,
          start: whole.lastIndex - secret.length,
          end: whole.lastIndex,
          rank: 3,
        } as const;
        const body = lead.max === 0 && found.start < end ? text.slice(end, found.end) : secret;
        if (isSecret(secret, body)) return [found satisfies Found];
      }
      return undefined;
    },
  };
}

function matches(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
