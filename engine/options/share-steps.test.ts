import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Policy } from "../../protocol/policy.ts";
import { OPEN_POLICY } from "../services/service-policies.ts";
import { missingAnswer } from "./allowed-options.ts";
import type { ShareOptions } from "./share-options.ts";
import {
  advance,
  type DialogPosition,
  firstPosition,
  type Move,
  type Outcome,
  type ShareStep,
} from "./share-steps.ts";

const options: ShareOptions = { audience: "link", expiry: { kind: "days", days: 30 }, mode: "live" };
const ANSWER: Move = { kind: "answer", options: {} };
const BACK: Move = { kind: "back" };
const SHARE: Move = { kind: "share" };
const revise = (step: ShareStep): Move => ({ kind: "revise", step });

/** Where a walk leads; `at <step>` while it goes on. */
function walk(policy: Policy, moves: readonly Move[], begin = options): Outcome {
  let outcome: Outcome = { kind: "at", place: firstPosition(policy, begin) };
  for (const move of moves) if (outcome.kind === "at") outcome = advance(policy, outcome.place, move);
  return outcome;
}

const told = (outcome: Outcome) => (outcome.kind === "at" ? outcome.place.step : outcome.kind);

describe("the steps before a share", () => {
  const one = OPEN_POLICY;
  const two: Policy = { ...OPEN_POLICY, auth: "token", audiences: ["org", "link"] };
  const guarded: Policy = { ...two, linkNeedsPassword: true };
  const people: Policy = { ...two, audiences: ["people"] };
  const answer = (changes: Partial<ShareOptions>): Move => ({ kind: "answer", options: changes });
  const toLink = answer({ audience: "link" });
  const toOrg = answer({ audience: "org" });
  const word = answer({ password: "correct horse" });
  const cases: [string, Policy, readonly Move[], string][] = [
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
    ["ask for names also where only people may be chosen", people, [], "audience"],
    ["ask for a password where a link needs one", guarded, [toLink], "password"],
    ["go on with the password", guarded, [toLink, word], "expiry"],
    ["lead back over the password", guarded, [toLink, word, BACK], "password"],
    ["ask for no password where people sign in", guarded, [toOrg], "expiry"],
    ["let a password be set from the review", one, [ANSWER, ANSWER, revise("password")], "password"],
    ["let openings be counted from the review", one, [ANSWER, ANSWER, revise("views")], "views"],
    ["lead back to the review from there", one, [ANSWER, ANSWER, revise("views"), ANSWER], "review"],
    [
      "ask for the password that a change at the review makes necessary",
      guarded,
      [toOrg, ANSWER, ANSWER, revise("audience"), toLink],
      "password",
    ],
    [
      "lead from there to the review",
      guarded,
      [toOrg, ANSWER, ANSWER, revise("audience"), toLink, word],
      "review",
    ],
    [
      "share nothing while the password is missing",
      guarded,
      [toOrg, ANSWER, ANSWER, revise("audience"), toLink, BACK, SHARE],
      "password",
    ],
    ["share nothing while nobody is named", people, [ANSWER, ANSWER, ANSWER, SHARE], "audience"],
  ];
  for (const [what, policy, moves, end] of cases)
    it(what, () => {
      const begin: ShareOptions = policy === people ? { ...options, audience: "people" } : options;
      assert.equal(told(walk(policy, moves, begin)), end);
    });

  it("keep what was answered, also on the way back", () => {
    const never = { expiry: { kind: "never" } } as const;
    const snapshot = { mode: "snapshot" } as const;
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
      revise("audience"),
      revise("password"),
      revise("views"),
      toLink,
      toOrg,
      word,
    );
    fc.assert(
      fc.property(fc.constantFrom(one, two, guarded), fc.array(move, { maxLength: 30 }), (policy, moves) => {
        let outcome: Outcome = { kind: "at", place: firstPosition(policy, options) };
        for (const next of moves) {
          if (outcome.kind !== "at") return;
          const { step, options: chosen }: DialogPosition = outcome.place;
          outcome = advance(policy, outcome.place, next);
          const isAgreed: boolean = step === "review" && next.kind === "share";
          assert.equal(outcome.kind === "share", isAgreed && missingAnswer(chosen, policy) === undefined);
        }
      }),
    );
  });
});
