import assert from "node:assert/strict";
import { type TurnSpan, wasBegunDuring } from "./turn-span.ts";

const prompt: TurnSpan = { isAnswer: false, completedAt: undefined, isUndone: false };

describe("a session below another one", () => {
  const cases: readonly (readonly [string, TurnSpan | undefined, boolean])[] = [
    ["an answer that goes on", { ...prompt, isAnswer: true }, true],
    ["an answer that ended later", { ...prompt, isAnswer: true, completedAt: 30 }, true],
    ["an answer that ended at that moment", { ...prompt, isAnswer: true, completedAt: 20 }, true],
    ["an answer that had ended", { ...prompt, isAnswer: true, completedAt: 19 }, false],
    ["a prompt that nothing has answered yet", prompt, true],
    ["a prompt that is undone", { ...prompt, isUndone: true }, false],
    ["an answer that is undone", { isAnswer: true, completedAt: 30, isUndone: true }, false],
    ["none", undefined, false],
  ];
  for (const [last, message, expected] of cases)
    it(`${expected ? "belongs" : "does not belong"} to it when the last message of that time is ${last}`, () =>
      assert.equal(wasBegunDuring(message, 20), expected));
});
