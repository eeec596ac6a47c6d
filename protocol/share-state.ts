import { type AppendTo, applyEntries, commitChanges, type EntryOf } from "./entries.ts";

/**
 * A step of a share from revision `base` to `revision`: one accepted batch (`revision = base + 1`, or
 * more where revisions were lost), or a
 * longer way for a viewer who catches up, which puts and deletes but never appends. A step from 0 is the whole.
 * `reset` starts again from nothing (`base = 0`), whatever revision was known;
 * `more` says that further portions with the same `base` and `revision`, in order, complete the step.
 */
export interface Batch<C> {
  readonly base: number;
  readonly revision: number;
  readonly entries: readonly EntryOf<C>[];
  readonly reset?: boolean | undefined;
  readonly more?: boolean | undefined;
}

/** A share as somebody knows it. */
export interface ShareState<C> {
  readonly revision: number;
  /** What there is to show, by key: what is settled, and of an unfinished step what has come so far. */
  readonly contents: ReadonlyMap<string, C>;
  /** The contents at `revision`. */
  readonly settled: ReadonlyMap<string, C>;
  /** Steps that came too early, and portions of unfinished ones. */
  readonly waiting: readonly Batch<C>[];
}

/** A share of which nothing is known yet. */
export function emptyShare<C>(): ShareState<C> {
  const nothing = new Map<string, C>();
  return { revision: 0, contents: nothing, settled: nothing, waiting: [] };
}

/**
 * The state after some batches, in whatever order and portions they come: a known step is passed over,
 * one that comes too early waits, and one that was begun and then overtaken leaves nothing behind.
 * The same revisions therefore always give the same state; only a `reset` forgets all that came before it.
 * @throws AppendMismatchError when the sender broke the order of appends
 */
export function receiveBatches<C>(
  state: ShareState<C>,
  batches: readonly Batch<C>[],
  appendTo: AppendTo<C>,
): ShareState<C> {
  const arrived = [...state.waiting, ...batches];
  const restart = arrived.map(({ reset }) => reset === true).lastIndexOf(true);
  let { revision, settled } = restart < 0 ? state : emptyShare<C>();
  const early: Batch<C>[] = [];
  for (const step of arrived.slice(Math.max(restart, 0)).sort(byStep)) {
    if (step.revision <= revision) continue;
    if (step.more || step.base > revision) {
      early.push(step);
      continue;
    }
    settled = contentsAfter(
      settled,
      [...early.filter((portion) => isSameStep(portion, step)), step],
      appendTo,
    );
    revision = step.revision;
  }
  const waiting = early.filter((step) => step.revision > revision);
  const begun = waiting.filter((step) => step.more && step.base <= revision).at(-1);
  const portions = begun ? waiting.filter((portion) => isSameStep(portion, begun)) : [];
  const contents = begun ? contentsAfter(settled, portions, appendTo) : settled;
  return { revision, contents, settled, waiting };
}

function contentsAfter<C>(
  before: ReadonlyMap<string, C>,
  portions: readonly Batch<C>[],
  appendTo: AppendTo<C>,
): ReadonlyMap<string, C> {
  const contents = new Map(portions[0]?.base === 0 ? [] : before);
  for (const { entries } of portions) commitChanges(contents, applyEntries(contents, entries, appendTo));
  return contents;
}

function isSameStep<C>(a: Batch<C>, b: Batch<C>): boolean {
  return a.base === b.base && a.revision === b.revision;
}

function byStep<C>(a: Batch<C>, b: Batch<C>): number {
  return a.base - b.base || a.revision - b.revision || Number(b.more ?? false) - Number(a.more ?? false);
}
