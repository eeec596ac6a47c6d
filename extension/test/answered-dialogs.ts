import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { PickStep, StepAnswer, StepLine, TextStep } from "../ui/shown/ask-step.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow } from "./this-editor.ts";

/** Lines, as a person reads them; what cannot be chosen is in brackets. */
const wordsOf = (lines: readonly StepLine<unknown>[]) =>
  lines.map((line) => {
    if ("heading" in line) return line.heading;
    const words = [line.label, line.description, line.detail].filter(Boolean).join(" — ");
    return line.value === undefined ? `[${words}]` : words;
  });

/** Answers in each test of a suite what this VS Code asks, and remembers what it showed, asked and told. */
export function answeredDialogs() {
  let app: WindowParts;
  let original: WindowParts["dialogs"];
  const shown: (readonly string[])[] = [];
  const asked: string[] = [];
  const notified: string[] = [];
  /** Answers to the steps, in turn: a line's words, or a text. */
  const replies: (string | undefined)[] = [];

  const reply = (...answers: readonly (string | undefined)[]) => {
    replies.splice(0, replies.length, ...answers);
  };
  const run = (command: string, argument?: string) =>
    vscode.commands.executeCommand(`opencode.${command}`, argument);
  const walk = async (command: string, answers: readonly (string | undefined)[], argument?: string) => {
    reply(...answers);
    await run(command, argument);
    assert.deepEqual(replies, [], "every answer was asked for");
  };

  before(async () => {
    app = await activeWindow();
    original = { ...app.dialogs };
  });

  after(() => {
    Object.assign(app.dialogs, original);
  });

  beforeEach(() => {
    for (const list of [shown, asked, notified, replies]) list.length = 0;
    app.dialogs.pick = async <T>(step: PickStep<T>): Promise<StepAnswer<T>> => {
      const lines = await (step.later ?? step.lines);
      shown.push(wordsOf(lines));
      const reply = replies.shift();
      if (reply === undefined) return undefined;
      const line = lines.find((it) => "value" in it && it.label.includes(reply));
      assert.ok(line && "value" in line && line.value !== undefined, `“${reply}” in ${wordsOf(lines)}`);
      return { kind: "chosen", value: line.value };
    };
    app.dialogs.text = async (step: TextStep) => {
      asked.push(step.prompt);
      const reply = replies.shift();
      if (reply === undefined) return undefined;
      assert.equal(step.validate(reply), undefined);
      return { kind: "chosen", value: reply };
    };
    app.dialogs.notify = async (_severity, message) => {
      notified.push(message);
      return undefined;
    };
    app.dialogs.confirm = async (question) => {
      asked.push(question);
      return true;
    };
  });

  return { shown, asked, notified, reply, run, walk };
}
