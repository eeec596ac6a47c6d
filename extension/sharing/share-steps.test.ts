import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ShareOptions } from "./share-options.ts";
import {
  advance,
  firstPlace,
  type Move,
  type Outcome,
  type Place,
  type ShareStep,
  shareSteps,
} from "./share-steps.ts";

const options: ShareOptions = { audience: "link", expiry: { kind: "days", days: 30 }, mode: "live" };
const ANSWER: Move = { kind: "answer", options: {} };
const BACK: Move = { kind: "back" };
const SHARE: Move = { kind: "share" };
const revise = (step: ShareStep): Move => ({ kind: "revise", step });

/** Where a walk leads; `at <step>` while it goes on. */
function walk(steps: readonly ShareStep[], moves: readonly Move[]): Outcome {
  let outcome: Outcome = { kind: "at", place: firstPlace(steps, options) };
  for (const move of moves) if (outcome.kind === "at") outcome = advance(steps, outcome.place, move);
  return outcome;
}

const told = (outcome: Outcome) => (outcome.kind === "at" ? outcome.place.step : outcome.kind);

describe("the steps before a share", () => {
  const one = shareSteps(1);
  const two = shareSteps(2);
  const cases: [string, readonly ShareStep[], readonly Move[], string][] = [
    ["begin with the expiry where only the link can be shared", one, [], "expiry"],
    ["begin with who may read where there is a choice", two, [], "audience"],
    ["lead through every question to the review", two, [ANSWER, ANSWER, ANSWER], "review"],
    ["share from the review", one, [ANSWER, ANSWER, SHARE], "share"],
    ["share from nowhere else", one, [ANSWER, SHARE], "mode"],
    ["lead back one by one", two, [ANSWER, ANSWER, BACK], "expiry"],
    ["lead out where they began", one, [BACK], "back"],
    ["lead from the review to a question", one, [ANSWER, ANSWER, revise("expiry")], "expiry"],
    [
      "lead from there to the review with an answer",
      one,
      [ANSWER, ANSWER, revise("expiry"), ANSWER],
      "review",
    ],
    ["lead from there to the review without one", one, [ANSWER, ANSWER, revise("expiry"), BACK], "review"],
    ["know no question that has one answer", one, [ANSWER, ANSWER, revise("audience")], "review"],
  ];
  for (const [what, steps, moves, end] of cases) it(what, () => assert.equal(told(walk(steps, moves)), end));

  it("keep what was answered, also on the way back", () => {
    const never = { expiry: { kind: "never" } } as const;
    const snapshot = { mode: "snapshot" } as const;
    const answer = (changes: Partial<ShareOptions>): Move => ({ kind: "answer", options: changes });
    const moves = [answer(never), answer(snapshot), BACK, BACK, ANSWER, ANSWER, SHARE];
    assert.deepEqual(walk(one, moves), { kind: "share", options: { ...options, ...never, ...snapshot } });
  });

  it("never share without a word at the review, whatever somebody does", () => {
    const move = fc.constantFrom<Move>(
      ANSWER,
      BACK,
      SHARE,
      revise("expiry"),
      revise("mode"),
      revise("review"),
    );
    fc.assert(
      fc.property(fc.constantFrom(one, two), fc.array(move, { maxLength: 30 }), (steps, moves) => {
        let outcome: Outcome = { kind: "at", place: firstPlace(steps, options) };
        for (const next of moves) {
          if (outcome.kind !== "at") return;
          const { step }: Place = outcome.place;
          outcome = advance(steps, outcome.place, next);
          assert.equal(outcome.kind === "share", step === "review" && next.kind === "share");
          if (outcome.kind === "at") assert.ok(steps.includes(outcome.place.step));
        }
      }),
    );
  });
});
