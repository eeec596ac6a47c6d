import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Dialogs } from "../editor/dialogs.ts";
import type { StepAnswer, StepFrame } from "../shown/ask-step.ts";

/** What a person has decided about a password; null: none. */
export type PasswordChoice = string | null;

/** Shortest password that a service takes, characters. */
const SHORTEST_PASSWORD = 8;

/**
 * Asks for a password: none, one that is made here, or one of the person's own.
 * @param before whether the share has one already; only what changes that is offered. Undefined: there is no share yet,
 * or it is not known
 */
export async function askPassword(
  dialogs: Dialogs,
  place: StepFrame,
  isNeeded: boolean,
  host: string,
  before?: boolean,
): Promise<StepAnswer<PasswordChoice>> {
  const generated = randomBytes(12).toString("base64url");
  for (;;) {
    const label = before ? vscode.l10n.t("Remove the password") : vscode.l10n.t("No password");
    const none = { icon: "unlock", label };
    const noneLine = isNeeded
      ? {
          ...none,
          description: vscode.l10n.t("{0} asks for one on links that anyone can open", host),
        }
      : { ...none, value: "none" as const };
    const answer = await dialogs.pick<"none" | "generated" | "own">({
      ...place,
      placeHolder: vscode.l10n.t("Does a reader need a password?"),
      lines: [
        ...(before === false && !isNeeded ? [] : [noneLine]),
        {
          icon: "sparkle",
          label: vscode.l10n.t("A generated password"),
          description: generated,
          detail: vscode.l10n.t("It is copied to the clipboard."),
          value: "generated",
        },
        { icon: "edit", label: vscode.l10n.t("A password of your own…"), value: "own" },
      ],
    });
    if (answer?.kind !== "chosen") return answer;
    if (answer.value === "none") return { kind: "chosen", value: null };
    if (answer.value === "generated") {
      await vscode.env.clipboard.writeText(generated);
      return { kind: "chosen", value: generated };
    }
    const own = await askOwnPassword(dialogs, place);
    if (own?.kind !== "back") return own;
  }
}

function askOwnPassword(dialogs: Dialogs, place: StepFrame): Promise<StepAnswer<string>> {
  return dialogs.text({
    ...place,
    canGoBack: true,
    prompt: vscode.l10n.t("Whoever opens the link is asked for it. It is not remembered here."),
    placeHolder: vscode.l10n.t("Password"),
    value: "",
    isSecret: true,
    validate: (text) =>
      text.length >= SHORTEST_PASSWORD && text.length <= 200
        ? undefined
        : vscode.l10n.t("A password has at least {0} characters.", SHORTEST_PASSWORD),
  });
}
