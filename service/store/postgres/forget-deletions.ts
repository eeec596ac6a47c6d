import { OVERHEAD_BYTES } from "../contents/content.ts";
import { MAX_REMEMBERED_DELETIONS } from "../contents/share-contents.ts";
import type { Statements } from "./database.ts";

/** How many more are remembered before the oldest are forgotten, so that not every deletion makes another forgotten. */
const SLACK = 1_000;

/**
 * Forgets the oldest deletions of a share when it remembers too many: who has seen no later revision starts again.
 * @param deletions how many are remembered
 */
export async function forgetDeletions(tx: Statements, shareId: string, deletions: number): Promise<void> {
  if (deletions <= MAX_REMEMBERED_DELETIONS + SLACK) return;
  const [newest] = await tx.query<{ revision: number }>(
    "SELECT revision FROM entry WHERE share_id = $1 AND put IS NULL ORDER BY revision DESC OFFSET $2 LIMIT 1",
    [shareId, MAX_REMEMBERED_DELETIONS],
  );
  const upTo = newest?.revision ?? 0;
  const forgotten = await tx.query<{ key: string }>(
    "DELETE FROM entry WHERE share_id = $1 AND put IS NULL AND revision <= $2 RETURNING key",
    [shareId, upTo],
  );
  const bytes = forgotten.reduce((sum, { key }) => sum + key.length + OVERHEAD_BYTES, 0);
  await tx.query(
    `UPDATE share SET deletions = deletions - $2, bytes = bytes - $3,
       history_starts_at = GREATEST(history_starts_at, $4) WHERE share_id = $1`,
    [shareId, forgotten.length, bytes, upTo],
  );
}
