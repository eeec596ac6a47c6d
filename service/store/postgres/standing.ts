import { ShareGoneError, ShareUnknownError } from "../errors.ts";
import type { Statements } from "./database.ts";
import type { ShareRow } from "./share-rows.ts";

/** How a share's contents stand. */
export interface Standing {
  readonly state: ShareRow["state"];
  readonly revision: number;
  readonly history_starts_at: number;
  readonly bytes: number;
  readonly keys: number;
  readonly deletions: number;
}

const STANDING = "state, revision, history_starts_at, bytes, keys, deletions";

/** @throws ShareUnknownError, ShareGoneError */
export function assertLive(row: { readonly state: ShareRow["state"] } | undefined): void {
  if (!row) throw new ShareUnknownError();
  if (row.state !== "live") throw new ShareGoneError(row.state);
}

/** @throws ShareUnknownError, ShareGoneError */
export async function standingOf(statements: Statements, shareId: string, lock = ""): Promise<Standing> {
  const [row] = await statements.query<Standing>(
    `SELECT ${STANDING} FROM share WHERE share_id = $1 ${lock}`,
    [shareId],
  );
  assertLive(row);
  return row as Standing;
}
