import * as vscode from "vscode";
import { createShareRequestSchema } from "../../../protocol/share.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { StepAnswer, StepFrame, StepLine } from "../shown/ask-step.ts";
import { describeViews } from "../words/describe-share.ts";

/** How often a share can be opened; null: as often as anyone likes. */
export type ViewsChoice = number | null;

const OFFERED: readonly ViewsChoice[] = [null, 1, 5, 10];

/**
 * Asks how often a share can be opened: one of the usual, or a number of one's own.
 * @param question whether it is from now on, or at all
 */
export async function askViews(
  dialogs: Dialogs,
  frame: StepFrame,
  question: string,
  current?: ViewsChoice,
): Promise<StepAnswer<ViewsChoice>> {
  const lines: StepLine<ViewsChoice | "own">[] = [
    ...OFFERED.map((views) => ({ icon: "eye", label: describeViews(views), value: views })),
    { icon: "edit", label: vscode.l10n.t("Another number…"), value: "own" },
  ];
  for (;;) {
    const answer = await dialogs.pick<ViewsChoice | "own">({
      ...frame,
      placeHolder: question,
      lines,
      isActive: (value) => value === current,
    });
    if (answer?.kind !== "chosen") return answer;
    if (answer.value !== "own") return { kind: "chosen", value: answer.value };
    const own = await askOwn(dialogs, frame);
    if (own?.kind !== "back") return own;
  }
}

async function askOwn(dialogs: Dialogs, frame: StepFrame): Promise<StepAnswer<number>> {
  const answer = await dialogs.text({
    ...frame,
    canGoBack: true,
    prompt: vscode.l10n.t("It counts when a reader opens it, not when a link is previewed."),
    placeHolder: "20",
    value: "",
    validate: (text) =>
      parseViews(text) === undefined
        ? vscode.l10n.t("Enter a whole number from 1 to {0}.", "1,000,000")
        : undefined,
  });
  if (answer?.kind !== "chosen") return answer;
  const views = parseViews(answer.value);
  return views === undefined ? { kind: "back" } : { kind: "chosen", value: views };
}

function parseViews(text: string): number | undefined {
  const word = text.trim();
  return /^\d+$/.test(word)
    ? createShareRequestSchema.shape.maxViews.safeParse(Number(word)).data
    : undefined;
}
