import type { Database, Statements } from "./database.ts";

/** Where a share stands. */
export interface Mark {
  readonly revision: number;
  /** Another one whenever who may read it may have changed. */
  readonly access: string;
}

/** Which share is where, and how often somebody's right to be anywhere has ended. */
interface MarkRow {
  readonly share_id: string;
  readonly state: string;
  readonly version: number;
  readonly revision: number;
  readonly people: number | null;
}

const MARK = `SELECT share_id, state, version, revision,
  (SELECT rights_ended FROM people WHERE id = 1) AS people FROM share`;

/** Where a share stands that is not there. */
const UNKNOWN: Mark = { revision: 0, access: "unknown" };

/** Says of shares where they stand, in one statement, which shows what was committed before. */
export class AccessMarks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws StoreUnavailableError */
  async of(shareIds: readonly string[]): Promise<ReadonlyMap<string, Mark>> {
    const marks = new Map(shareIds.map((shareId) => [shareId, UNKNOWN]));
    if (shareIds.length === 0) return marks;
    const rows = await this.#database.query<MarkRow>(`${MARK} WHERE share_id = ANY($1::text[])`, [shareIds]);
    for (const { share_id, state, version, revision, people } of rows)
      marks.set(share_id, { revision, access: `${state} ${version} ${people ?? 0}` });
    return marks;
  }
}

/**
 * Says in the transaction that ends somebody's right to be anywhere that it does, so that no node tells them what is written
 * after it.
 */
export async function endRights(tx: Statements): Promise<void> {
  await tx.query(
    `INSERT INTO people (id, rights_ended) VALUES (1, 1)
     ON CONFLICT (id) DO UPDATE SET rights_ended = people.rights_ended + 1`,
  );
}
