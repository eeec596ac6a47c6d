import * as vscode from "vscode";
import { isExpiryAllowed, longestDays } from "../../../engine/options/allowed-options.ts";
import { type Expiry, isSameExpiry, parseExpiry } from "../../../engine/options/expiry.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { StepAnswer, StepFrame, StepLine } from "../shown/ask-step.ts";
import {
  describeEnd,
  describeProblem,
  nameExpiry,
  type PolicyOf,
  whyTooLong,
} from "../words/describe-share.ts";

const OFFERED: readonly Expiry[] = [
  { kind: "never" },
  { kind: "days", days: 7 },
  { kind: "days", days: 30 },
  { kind: "days", days: 90 },
];

/** Asks how long a share lasts: one of the usual that its service allows, or a date of one's own. */
export async function askExpiry(
  dialogs: Dialogs,
  frame: StepFrame,
  current: Expiry | undefined,
  of: PolicyOf,
): Promise<StepAnswer<Expiry>> {
  for (;;) {
    const answer = await dialogs.pick<Expiry | "custom">({
      ...frame,
      placeHolder: vscode.l10n.t("When does the link expire?"),
      lines: linesOf(current, of, Date.now()),
      isActive: (value) => value !== "custom" && current !== undefined && isSameExpiry(value, current),
    });
    if (answer?.kind !== "chosen") return answer;
    if (answer.value !== "custom") return { kind: "chosen", value: answer.value };
    const custom = await askCustom(dialogs, frame, of);
    if (custom?.kind !== "back") return custom;
  }
}

function linesOf(
  current: Expiry | undefined,
  of: PolicyOf,
  now: number,
): readonly StepLine<Expiry | "custom">[] {
  const isOffered = current === undefined || OFFERED.some((expiry) => isSameExpiry(expiry, current));
  return [
    ...[...(isOffered ? [] : [current]), ...OFFERED].map((expiry) => lineOf(expiry, of, now)),
    { icon: "edit", label: vscode.l10n.t("Custom date…"), value: "custom" },
  ];
}

/** What the service does not allow stands there with the reason, and cannot be chosen. */
function lineOf(expiry: Expiry, of: PolicyOf, now: number): StepLine<Expiry> {
  const label = expiry.kind === "never" ? vscode.l10n.t("Never") : nameExpiry(expiry);
  const icon = expiry.kind === "never" ? "dash" : "calendar";
  if (!isExpiryAllowed(expiry, of.policy, now)) return { icon, label, description: whyTooLong(of) };
  const description = expiry.kind === "date" ? "" : describeEnd(expiry, now);
  return { icon, label, description, value: expiry };
}

async function askCustom(dialogs: Dialogs, frame: StepFrame, of: PolicyOf): Promise<StepAnswer<Expiry>> {
  const parse = (text: string) => parseExpiry(text, Date.now(), longestDays(of.policy));
  const answer = await dialogs.text({
    ...frame,
    canGoBack: true,
    prompt: vscode.l10n.t("The last day on which it can be read, or a number of days."),
    placeHolder: vscode.l10n.t("2030-12-31, or 45"),
    value: "",
    validate: (text) => {
      const expiry = parse(text);
      return typeof expiry === "string" ? describeProblem(expiry, of) : undefined;
    },
  });
  if (answer?.kind !== "chosen") return answer;
  const expiry = parse(answer.value);
  // Midnight has passed since it was validated: asked again.
  return typeof expiry === "string" ? { kind: "back" } : { kind: "chosen", value: expiry };
}
