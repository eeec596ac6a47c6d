import { ShareContents } from "../contents/share-contents.ts";
import type { Statements } from "./database.ts";
import { forgetDeletions } from "./forget-deletions.ts";
import type { Outcome, Waiting } from "./group-commit.ts";
import { loadContents } from "./load-contents.ts";
import { saveContents } from "./save-contents.ts";
import { standingOf } from "./standing.ts";

/**
 * Makes the steps of some batches of a share, those that can be made, in one transaction.
 * @throws ShareUnknownError, ShareGoneError, StoreUnavailableError
 */
export async function makeSteps(
  tx: Statements,
  shareId: string,
  batches: readonly Waiting[],
  at: number,
): Promise<readonly Outcome[]> {
  const keys = [...new Set(batches.flatMap(({ batch }) => batch.entries.map(({ key }) => key)))];
  const standing = await standingOf(tx, shareId, "FOR UPDATE");
  const before = await loadContents(tx, tx, shareId, { keys });
  const contents = ShareContents.ofPart({
    revision: standing.revision,
    historyStartsAt: standing.history_starts_at,
    bytes: standing.bytes,
    keys: standing.keys,
    contents: before.contents.map(({ content }) => content),
    deletedAt: before.deletedAt,
  });
  const outcomes: Outcome[] = [];
  for (const waiting of batches) outcomes.push(await step(contents, waiting));
  if (outcomes.every((outcome) => outcome instanceof Error)) return outcomes;
  const spared = await saveContents(tx, shareId, keys, before, contents, at);
  const deletions = standing.deletions + contents.deletions.size - before.deletedAt.size;
  const { revision, historyStartsAt, bytes, keys: count } = contents;
  await tx.query(
    `UPDATE share SET revision = $2, history_starts_at = $3, bytes = $4, keys = $5, deletions = $6
     WHERE share_id = $1`,
    [shareId, revision, historyStartsAt, bytes - spared, count, deletions],
  );
  await forgetDeletions(tx, shareId, deletions);
  return outcomes;
}

async function step(contents: ShareContents, { batch, conditions }: Waiting): Promise<Outcome> {
  const found = await contents.prepare(batch);
  try {
    return contents.applyIf(conditions, batch, found);
  } catch (error) {
    return error as Error;
  }
}
