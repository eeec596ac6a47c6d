import * as vscode from "vscode";
import { LONGEST_MESSAGE, plainText } from "./plain-text.ts";
import { type PickItem, pickItem } from "./quick-pick.ts";

/** A line of a list: a choice, a fact that cannot be chosen (without `value`), or a heading. */
export type StepLine<T> =
  | {
      /** A codicon. */
      readonly icon?: string;
      readonly label: string;
      readonly description?: string;
      readonly detail?: string;
      readonly value?: T;
    }
  | { readonly heading: string };

/** Where a question stands in its dialog. */
export interface StepFrame {
  readonly title: string;
  /** Shown as “2/4”; undefined for a question outside the count. */
  readonly count?: { readonly step: number; readonly of: number } | undefined;
  readonly canGoBack: boolean;
}

export interface PickStep<T> extends StepFrame {
  readonly placeHolder: string;
  readonly lines: readonly StepLine<T>[];
  /** Which line has the focus at first; the first one otherwise. */
  readonly isActive?: (value: T) => boolean;
  /** The same lines with more in them, when it is known. */
  readonly later?: Promise<readonly StepLine<T>[]>;
}

export interface TextStep extends StepFrame {
  readonly prompt: string;
  readonly placeHolder: string;
  readonly value: string;
  /** Shown as dots. */
  readonly isSecret?: boolean;
  /** What is wrong with a text, or undefined. */
  readonly validate: (text: string) => string | undefined;
}

/** What a person did at a step; undefined: left the dialog. */
export type StepAnswer<T> =
  | { readonly kind: "chosen"; readonly value: T }
  | { readonly kind: "back" }
  | undefined;

type Item<T> = PickItem<StepLine<T>>;

const chosenOf = <T>(item: Item<T> | undefined) =>
  item && "value" in item.line ? item.line.value : undefined;

/** One step that offers a list. */
export function askPick<T>(step: PickStep<T>): Promise<StepAnswer<T>> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  pick.placeholder = plainText(step.placeHolder);
  pick.items = step.lines.map(pickItem);
  const active = pick.items.find((item) => {
    const value = chosenOf(item);
    return value !== undefined && step.isActive?.(value);
  });
  if (active) pick.activeItems = [active];
  // Looking something up elsewhere does not lose the answers.
  const answer = runStep<T>(pick, step, () => {
    const value = chosenOf(pick.selectedItems[0]);
    return value === undefined ? undefined : { kind: "chosen", value };
  });
  if (step.later) showLater(pick, step.later);
  return answer;
}

/** One step that takes a text. */
export function askText(step: TextStep): Promise<StepAnswer<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = plainText(step.prompt, LONGEST_MESSAGE);
  box.placeholder = plainText(step.placeHolder);
  box.value = step.value;
  box.password = step.isSecret ?? false;
  const check = () => {
    const problem = step.validate(box.value);
    box.validationMessage = problem === undefined ? undefined : plainText(problem, LONGEST_MESSAGE);
  };
  box.onDidChangeValue((text) => {
    if (text.trim()) check();
    else box.validationMessage = undefined;
  });
  return runStep<string>(box, step, () => {
    check();
    return box.validationMessage === undefined ? { kind: "chosen", value: box.value } : undefined;
  });
}

interface StepInput extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** Shows an input until it is accepted with an answer, or left. */
function runStep<T>(
  input: StepInput,
  { title, count, canGoBack }: StepFrame,
  accepted: () => StepAnswer<T>,
): Promise<StepAnswer<T>> {
  input.title = plainText(title);
  input.step = count?.step;
  input.totalSteps = count?.of;
  input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  input.ignoreFocusOut = true;
  return new Promise((resolve) => {
    const end = (answer: StepAnswer<T>) => {
      resolve(answer);
      input.dispose();
    };
    input.onDidAccept(() => {
      const answer = accepted();
      if (answer) end(answer);
    });
    input.onDidTriggerButton(() => end({ kind: "back" }));
    input.onDidHide(() => end(undefined));
    input.show();
  });
}

/** Puts better lines in, and keeps the focus where it is. */
function showLater<T>(pick: vscode.QuickPick<Item<T>>, later: Promise<readonly StepLine<T>[]>): void {
  let isOpen = true;
  pick.onDidHide(() => {
    isOpen = false;
  });
  pick.busy = true;
  void later.then((lines) => {
    if (!isOpen) return;
    const active = pick.items.findIndex((item) => pick.activeItems.includes(item));
    pick.items = lines.map(pickItem);
    if (active > 0) pick.activeItems = pick.items.slice(active, active + 1);
    pick.busy = false;
  });
}
