import * as vscode from "vscode";
import { parseNames } from "../../../engine/options/names.ts";
import type { Readers } from "../../../engine/options/share-request.ts";
import { type Audience, audienceSchema } from "../../../protocol/share.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { StepAnswer, StepFrame, StepLine } from "../shown/ask-step.ts";
import { describeAudience, type PolicyOf, whyNoAudience } from "../words/describe-share.ts";

/** Who may read; `password` is asked apart. */
export type Audiences = Pick<Readers, "audience" | "people" | "groups">;

/** Asks who may read: one of what the service allows, and whom by name where that needs names. */
export async function askAudience(
  dialogs: Dialogs,
  place: StepFrame,
  current: Audiences,
  of: PolicyOf,
): Promise<StepAnswer<Audiences>> {
  for (;;) {
    const answer = await dialogs.pick<Audience>({
      ...place,
      placeHolder: vscode.l10n.t("Who can read it?"),
      lines: audienceSchema.options.map((audience) => audienceLine(audience, of)),
      isActive: (value) => value === current.audience,
    });
    if (answer?.kind !== "chosen") return answer;
    if (answer.value !== "people") return { kind: "chosen", value: { audience: answer.value } };
    const named = await askNames(dialogs, place, current);
    if (named?.kind !== "back") return named;
  }
}

/** What is not allowed stands there with the reason, and cannot be chosen. */
function audienceLine(audience: Audience, of: PolicyOf): StepLine<Audience> {
  const { icon, name: label } = describeAudience(audience);
  return of.policy.audiences.includes(audience)
    ? { icon, label, value: audience }
    : { icon, label, description: whyNoAudience(of) };
}

async function askNames(
  dialogs: Dialogs,
  place: StepFrame,
  { people = [], groups = [] }: Audiences,
): Promise<StepAnswer<Audiences>> {
  const answer = await dialogs.text({
    ...place,
    canGoBack: true,
    prompt: vscode.l10n.t(
      "E-mail addresses of your organisation, and groups with “group:” before their name.",
    ),
    placeHolder: vscode.l10n.t("ada@acme.example, group:backend"),
    value: [...people, ...groups.map((group) => `group:${group}`)].join(", "),
    validate: (text) => describeNameProblem(parseNames(text).problem),
  });
  if (answer?.kind !== "chosen") return answer;
  const { people: named, groups: namedGroups } = parseNames(answer.value);
  return { kind: "chosen", value: { audience: "people", people: named, groups: namedGroups } };
}

function describeNameProblem(problem: ReturnType<typeof parseNames>["problem"]): string | undefined {
  switch (problem) {
    case "nobody":
      return vscode.l10n.t("Name at least one person or group.");
    case "tooMany":
      return vscode.l10n.t("At most 100 people and 100 groups can be named.");
    case "tooLong":
      return vscode.l10n.t("One of the names is too long.");
    case undefined:
      return undefined;
    default:
      return problem satisfies never;
  }
}
