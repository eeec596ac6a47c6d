import * as vscode from "vscode";
import { LONGEST_LABEL, LONGEST_MESSAGE, plainText } from "./plain-text.ts";

export interface InputQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value?: string;
  /** What is wrong with a text, or undefined. */
  readonly validate?: (text: string) => string | undefined | Promise<string | undefined>;
}

/** Asks for a text; undefined: nothing was entered. Who looks something up elsewhere meanwhile loses nothing. */
export function showInput({
  title,
  prompt,
  validate,
  ...options
}: InputQuestion): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    title: plainText(title, LONGEST_LABEL),
    prompt: plainText(prompt, LONGEST_MESSAGE),
    validateInput: async (text) => {
      const problem = text.trim() ? await validate?.(text) : undefined;
      return problem === undefined ? undefined : plainText(problem, LONGEST_MESSAGE);
    },
  });
}
