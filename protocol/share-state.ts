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
  /** What has come of an unfinished step. */
  readonly begun: readonly Batch<C>[];
}

/** A share of which nothing is known yet. */
export function emptyShare<C>(): ShareState<C> {
  const nothing = new Map<string, C>();
  return { revision: 0, contents: nothing, settled: nothing, begun: [] };
}

/**
 * The state after some batches, in the order in which whoever follows the share hands them on. Who follows sees to it that
 * no step is missing; one that is known already, or does not continue what is known, is passed over, and one that was
 * begun and then overtaken leaves nothing behind.
 * @throws AppendMismatchError when the sender broke the order of appends
 */
export function receiveBatches<C>(
  state: ShareState<C>,
  batches: readonly Batch<C>[],
  appendTo: AppendTo<C>,
): ShareState<C> {
  let { revision, settled, begun } = state;
  for (const batch of batches) {
    if (batch.reset) ({ revision, settled, begun } = emptyShare<C>());
    if (batch.revision <= revision || batch.base > revision) continue;
    const portions = [...begun.filter((portion) => isSameStep(portion, batch)), batch];
    begun = batch.more ? portions : [];
    if (batch.more) continue;
    settled = contentsAfter(settled, portions, appendTo);
    revision = batch.revision;
  }
  const contents = begun.length > 0 ? contentsAfter(settled, begun, appendTo) : settled;
  return { revision, contents, settled, begun };
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
