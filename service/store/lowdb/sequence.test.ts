import assert from "node:assert/strict";
import { Sequence } from "./sequence.ts";

const taken = (sequence: Sequence, ...numbers: readonly number[]) => numbers.map((seq) => sequence.take(seq));

describe("the numbers of a journal's records", () => {
  it("are none at first", () => {
    const { last, end, start, hasNumbers, isDisordered, lostUpTo } = new Sequence();
    assert.deepEqual(
      { last, end, start, hasNumbers, isDisordered, lostUpTo },
      { last: 0, end: 0, start: 0, hasNumbers: false, isDisordered: false, lostUpTo: 0 },
    );
  });

  it("follow on each other, and miss nothing then", () => {
    const sequence = new Sequence();
    assert.deepEqual(taken(sequence, 1, 2, 3), ["next", "next", "next"]);
    const { last, end, lostUpTo, hasNumbers, isDisordered } = sequence;
    assert.deepEqual(
      { last, end, lostUpTo, hasNumbers, isDisordered },
      { last: 3, end: 3, lostUpTo: 0, hasNumbers: true, isDisordered: false },
    );
  });

  it("are counted where old lines have none, which have no place after those that do", () => {
    const sequence = new Sequence();
    assert.equal(sequence.take(undefined), "next");
    assert.equal(sequence.hasNumbers, false);
    assert.equal(sequence.take(2), "next");
    assert.equal(sequence.take(undefined), undefined);
    assert.equal(sequence.last, 2);
    assert.equal(sequence.lostUpTo, 0);
  });

  it("tell of a gap, up to its last number, until all of it came late", () => {
    const sequence = new Sequence();
    taken(sequence, 1, 5);
    assert.equal(sequence.lostUpTo, 4);
    assert.deepEqual(taken(sequence, 3), ["late"]);
    assert.ok(sequence.isDisordered);
    assert.equal(sequence.lostUpTo, 4);
    assert.deepEqual(taken(sequence, 4), ["late"]);
    assert.equal(sequence.lostUpTo, 2);
    assert.deepEqual(taken(sequence, 2, 9, 7, 8, 6), ["late", "next", "late", "late", "late"]);
    assert.equal(sequence.lostUpTo, 0);
    assert.equal(sequence.last, 9);
  });

  it("tell which of two gaps a late one was in", () => {
    const sequence = new Sequence();
    taken(sequence, 2, 4, 6);
    assert.deepEqual(taken(sequence, 3), ["late"]);
    assert.equal(sequence.lostUpTo, 5);
    assert.deepEqual(taken(sequence, 5), ["late"]);
    assert.equal(sequence.lostUpTo, 1);
    assert.deepEqual(taken(sequence, 1, 1), ["late", "repeated"]);
  });

  it("tell of one that comes twice", () => {
    const sequence = new Sequence();
    assert.deepEqual(taken(sequence, 1, 1), ["next", "repeated"]);
    assert.ok(sequence.isDisordered);
  });

  it("go on from where the journal was written anew, below which nothing is missed", () => {
    const sequence = new Sequence(7);
    assert.equal(sequence.last, 7);
    assert.deepEqual(taken(sequence, 9), ["next"]);
    assert.equal(sequence.lostUpTo, 8);
    sequence.beginAt(6);
    assert.equal(sequence.start, 7);
    assert.equal(sequence.lostUpTo, 8);
    sequence.beginAt(8);
    assert.equal(sequence.start, 8);
    assert.equal(sequence.lostUpTo, 0);
  });

  it("count a line that cannot be read as the next, and at the end as lost", () => {
    const sequence = new Sequence();
    taken(sequence, 1);
    sequence.takeDamaged();
    sequence.takeDamaged();
    assert.deepEqual([sequence.last, sequence.end, sequence.lostUpTo], [1, 3, 3]);
    taken(sequence, 2);
    assert.deepEqual([sequence.last, sequence.end, sequence.lostUpTo], [2, 2, 0]);
    const old = new Sequence();
    old.takeDamaged();
    assert.deepEqual([old.last, old.lostUpTo], [1, 1]);
  });

  it("tell of those that cannot be understood, and of those that somebody else knows of", () => {
    const sequence = new Sequence();
    taken(sequence, 1, 2, 3);
    sequence.lose(2);
    assert.equal(sequence.lostUpTo, 2);
    sequence.lose(1);
    assert.equal(sequence.lostUpTo, 2);
    sequence.expect(3);
    assert.equal(sequence.lostUpTo, 2);
    sequence.expect(5);
    sequence.expect(4);
    assert.deepEqual([sequence.end, sequence.lostUpTo], [5, 5]);
  });
});
