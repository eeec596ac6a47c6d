import assert from "node:assert/strict";
import { assistant, opening, text } from "../test/sample.ts";
import { nextShown } from "./building.ts";
import { ConversationReader } from "./conversation.ts";
import { initialState, reduce } from "./viewer-state.ts";

function turnsOf(...lengths: readonly number[]) {
  const entries = lengths.flatMap((length, at) => {
    const id = `msg_${10_000 + at}`;
    return [assistant(id), text(id, "prt_1", "x".repeat(length))];
  });
  const frames = opening(entries).map((frame) => ({ type: "frame", frame }) as const);
  return new ConversationReader().read(reduce(initialState, frames)).turns;
}

function stepsOf(turns: ReturnType<typeof turnsOf>): readonly number[] {
  const steps: number[] = [];
  for (let shown = 0; shown < turns.length; ) {
    const next = nextShown(turns, shown);
    steps.push(next - shown);
    shown = next;
  }
  return steps;
}

describe("a conversation that is built up", () => {
  it("has some messages more at each step, until all are there", () => {
    assert.deepEqual(stepsOf(turnsOf(...Array<number>(120).fill(10))), [50, 50, 20]);
    assert.equal(nextShown([], 0), 0);
  });

  it("has few at once that are long, and the longest alone", () => {
    assert.deepEqual(stepsOf(turnsOf(12_000, 12_000, 7000, 1_000_000, 10, 10)), [1, 2, 1, 2]);
  });
});
