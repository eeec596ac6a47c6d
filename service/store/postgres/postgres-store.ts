import { OpenReadings } from "../contents/open-readings.ts";
import { placeBatch } from "../contents/placed-batch.ts";
import { ReadBudget } from "../contents/read-budget.ts";
import type { View } from "../contents/share-contents.ts";
import { QuotaReachedError, ShareGoneError, ShareUnknownError, VersionConflictError } from "../errors.ts";
import type { MovableShares } from "../kept-share.ts";
import type { ManifestReading, Reading } from "../reading.ts";
import {
  type AppendConditions,
  type GoneReason,
  type ListedShare,
  type LiveShare,
  NEVER_OPENED,
  type Opens,
  type ShareChange,
  type ShareMeta,
  type ShareOwner,
  type ShareQuery,
  type ShareQuota,
  type ShareScope,
  type ShareStore,
  type StoredBatch,
  type StoredEntry,
  type StoredShare,
  withOpening,
} from "../store.ts";
import type { Verified } from "../verified.ts";
import type { Database, Statements } from "./database.ts";
import type { DatabaseLease } from "./database-lease.ts";
import { GroupCommit } from "./group-commit.ts";
import { loadContents } from "./load-contents.ts";
import { makeSteps } from "./make-steps.ts";
import { OpeningCounts } from "./opening-counts.ts";
import { PostgresSharesToMove } from "./postgres-shares-to-move.ts";
import { ReplacedContents } from "./replaced-contents.ts";
import {
  columnsOf,
  columnText,
  KNOWN,
  LISTED,
  listedShare,
  type ShareRow,
  scopeName,
  scopesOf,
  storedShare,
} from "./share-rows.ts";
import { assertLive, standingOf } from "./standing.ts";
import { verifyShares } from "./verify-shares.ts";

export interface PostgresStoreOptions {
  readonly database: Database;
  /** That nobody else serves the database: let go of when the store is closed. */
  readonly lease?: Pick<DatabaseLease, "release"> | undefined;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** Keeps shares in a PostgreSQL database, which it closes with itself: last of all that is kept there. */
export class PostgresStore implements ShareStore {
  readonly #database: Database;
  readonly #lease: PostgresStoreOptions["lease"];
  readonly #appends: GroupCommit;
  readonly #opens: OpeningCounts;
  readonly #replaced: ReplacedContents;
  readonly #budget = new ReadBudget();
  readonly #readings = new Map<string, OpenReadings>();
  /** The same shares, on their way to another store or from it. */
  readonly toMove: MovableShares;

  constructor({ database, lease, now = Date.now }: PostgresStoreOptions) {
    this.#database = database;
    this.#lease = lease;
    this.#appends = new GroupCommit((shareId, batches) =>
      database.transaction((tx) => makeSteps(tx, shareId, batches, now())),
    );
    this.#opens = new OpeningCounts((shareId, openings) => this.#countOpenings(shareId, openings));
    this.#replaced = new ReplacedContents(database, now);
    this.toMove = new PostgresSharesToMove(database);
  }

  async create(meta: ShareMeta, quota?: ShareQuota): Promise<void> {
    const columns = { share_id: meta.shareId, state: "live", ...columnsOf(meta) };
    const names = Object.keys(columns);
    await this.#database.transaction(async (tx) => {
      for (const { whose, name } of scopesOf(meta)) {
        const [row] = await tx.query<{ shares: number }>(
          `INSERT INTO share_count (scope, shares) VALUES ($1, 1)
           ON CONFLICT (scope) DO UPDATE SET shares = share_count.shares + 1 RETURNING shares`,
          [name],
        );
        const most = whose === "owner" ? quota?.perOwner : quota?.perOrg;
        if ((row?.shares ?? 0) > (most ?? Infinity)) throw new QuotaReachedError(whose);
      }
      await tx.query(
        `INSERT INTO share (${names.join(", ")}) VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
        Object.values(columns),
      );
    });
  }

  async get(shareId: string): Promise<StoredShare | undefined> {
    const [row] = await this.#database.query<ShareRow>(`SELECT ${KNOWN} FROM share WHERE share_id = $1`, [
      shareId,
    ]);
    return row && storedShare(row);
  }

  update(shareId: string, change: ShareChange, ifVersion?: number): Promise<LiveShare> {
    return this.#database.transaction(async (tx) => {
      const { meta, version } = await lockShare(tx, shareId);
      if (ifVersion !== undefined && ifVersion !== version) throw new VersionConflictError();
      return keep(tx, { ...meta, ...change }, version + 1);
    });
  }

  countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    return this.#opens.add(shareId, { at, who });
  }

  async opens(shareId: string): Promise<Opens> {
    await this.#opens.flush();
    const [row] = await this.#database.query<{ state: ShareRow["state"]; opens: string | null }>(
      "SELECT state, opens FROM share WHERE share_id = $1",
      [shareId],
    );
    assertLive(row);
    return opensOf(row?.opens);
  }

  takeView(shareId: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const { meta, version } = await lockShare(tx, shareId);
      const { maxViews, views = 0 } = meta;
      if (typeof maxViews !== "number") return true;
      if (views >= maxViews) return false;
      await keep(tx, { ...meta, views: views + 1 }, version + 1);
      return true;
    });
  }

  async size(shareId: string): Promise<number> {
    return (await standingOf(this.#database, shareId)).bytes;
  }

  async footprint(shareId: string): Promise<number> {
    await standingOf(this.#database, shareId);
    const [row] = await this.#database.query<{ bytes: number }>(
      "SELECT COALESCE(sum(size), 0)::bigint AS bytes FROM piece WHERE share_id = $1",
      [shareId],
    );
    return row?.bytes ?? 0;
  }

  async list({ org, ownerId, after, limit }: ShareQuery): Promise<readonly ListedShare[]> {
    const values: unknown[] = [limit];
    const conditions = ["state = 'live'"];
    const where = (condition: (place: string) => string, value: unknown) =>
      conditions.push(condition(`$${values.push(value)}`));
    if (ownerId !== undefined) {
      where((place) => `owner_id = ${place}`, columnText(ownerId));
      if (org === undefined) conditions.push("org IS NULL");
    }
    if (org !== undefined) where((place) => `org = ${place}`, columnText(org));
    if (after) {
      const [time, reference] = [values.push(after.createdAt), values.push(after.reference)];
      conditions.push(`(created_at < $${time} OR (created_at = $${time} AND reference > $${reference}))`);
    }
    const rows = await this.#database.query<ShareRow>(
      `SELECT ${LISTED} FROM share WHERE ${conditions.join(" AND ")} ORDER BY created_at DESC, reference LIMIT $1`,
      values,
    );
    return rows.map(listedShare);
  }

  async find(reference: string): Promise<ListedShare | undefined> {
    const [row] = await this.#database.query<ShareRow>(
      `SELECT ${LISTED} FROM share WHERE reference = $1 AND state = 'live'`,
      [reference],
    );
    return row && listedShare(row);
  }

  async count(scope: ShareScope): Promise<number> {
    const isAll = scope.org === undefined && scope.ownerId === undefined;
    const [row] = await this.#database.query<{ shares: number }>(
      isAll
        ? "SELECT count(*) AS shares FROM share WHERE state = 'live'"
        : "SELECT shares FROM share_count WHERE scope = $1",
      isAll ? [] : [scopeName(scope)],
    );
    return row?.shares ?? 0;
  }

  append(
    shareId: string,
    entries: readonly StoredEntry[],
    conditions: AppendConditions = {},
  ): Promise<StoredBatch> {
    return this.#appends.append(shareId, placeBatch(entries), conditions);
  }

  async revision(shareId: string): Promise<number> {
    return (await standingOf(this.#database, shareId)).revision;
  }

  async readSince(shareId: string, revision: number): Promise<Reading> {
    const readings = this.#readingsOf(shareId);
    return readings.read(await this.#view(shareId, revision), this.#leave(shareId, readings));
  }

  async manifest(shareId: string): Promise<ManifestReading> {
    const readings = this.#readingsOf(shareId);
    return readings.manifest(await this.#view(shareId, 0), this.#leave(shareId, readings));
  }

  async remove(shareId: string, reason: GoneReason, at: number, ifVersion?: number): Promise<boolean> {
    const isEnded = await this.#database.transaction(async (tx) => {
      const [row] = await tx.query<ShareRow>(`SELECT ${KNOWN} FROM share WHERE share_id = $1 FOR UPDATE`, [
        shareId,
      ]);
      if (!row) throw new ShareUnknownError();
      const share = storedShare(row);
      if (share.state === "gone") return false;
      if (ifVersion !== undefined && ifVersion !== share.version) throw new VersionConflictError();
      for (const table of ["piece", "entry", "replaced"])
        await tx.query(`DELETE FROM ${table} WHERE share_id = $1`, [shareId]);
      for (const { name } of scopesOf(share.meta))
        await tx.query("UPDATE share_count SET shares = shares - 1 WHERE scope = $1", [name]);
      await tx.query(
        `UPDATE share SET state = $2, gone_at = $3, version = 0, owner_id = NULL, org = NULL, created_at = NULL,
           expires_at = NULL, title = NULL, meta = NULL, opens = NULL, bytes = 0, keys = 0, deletions = 0
         WHERE share_id = $1`,
        [shareId, reason, at],
      );
      return true;
    });
    this.#readings.get(shareId)?.abort(new ShareGoneError(reason));
    return isEnded;
  }

  async forget(before: number): Promise<number> {
    const rows = await this.#database.query(
      "DELETE FROM share WHERE state <> 'live' AND gone_at <= $1 RETURNING share_id",
      [before],
    );
    return rows.length;
  }

  async expired(now: number): Promise<readonly string[]> {
    const rows = await this.#database.query<{ share_id: string }>(
      "SELECT share_id FROM share WHERE state = 'live' AND expires_at <= $1 ORDER BY expires_at, share_id",
      [now],
    );
    return rows.map(({ share_id }) => share_id);
  }

  verify(): AsyncIterable<Verified> {
    return verifyShares(this.#database);
  }

  async check(): Promise<void> {
    await this.#database.query("UPDATE schema_version SET version = version WHERE id = 1");
  }

  async close(): Promise<void> {
    await this.#appends.idle();
    await this.#opens.close();
    await this.#replaced.close();
    for (const readings of this.#readings.values()) readings.interrupt(new Error("the store is closed"));
    await this.#lease?.release();
    await this.#database.close();
  }

  /** What a share holds beyond a revision, at this moment. */
  #view(shareId: string, since: number): Promise<View> {
    return this.#database.snapshot(async (tx) => {
      const { revision, history_starts_at } = await standingOf(tx, shareId);
      const reset = since > revision || (since > 0 && since < history_starts_at);
      const base = reset ? 0 : since;
      const { contents, deletedAt } = await loadContents(tx, this.#database, shareId, { since: base });
      const deleted = base === 0 ? [] : [...deletedAt];
      const items = contents.map(({ content }) => content);
      return { base, revision, reset, blocks: [{ items, newest: revision }], deleted };
    });
  }

  #readingsOf(shareId: string): OpenReadings {
    const readings = this.#readings.get(shareId) ?? new OpenReadings(this.#budget);
    this.#readings.set(shareId, readings);
    return readings;
  }

  /** Lets go of a share's readings when nobody reads it any more. */
  #leave(shareId: string, readings: OpenReadings): () => void {
    return () => {
      if (readings.size === 0 && this.#readings.get(shareId) === readings) this.#readings.delete(shareId);
    };
  }

  #countOpenings(
    shareId: string,
    openings: readonly { readonly at: number; readonly who?: ShareOwner | undefined }[],
  ): Promise<void> {
    return this.#database.transaction(async (tx) => {
      const [row] = await tx.query<{ opens: string | null }>(
        "SELECT opens FROM share WHERE share_id = $1 AND state = 'live' FOR UPDATE",
        [shareId],
      );
      if (!row) return;
      const opens = openings.reduce((sum, { at, who }) => withOpening(sum, at, who), opensOf(row.opens));
      await tx.query("UPDATE share SET opens = $2 WHERE share_id = $1", [shareId, JSON.stringify(opens)]);
    });
  }
}

/** What is known of a share, which nobody else changes until the transaction ends. */
async function lockShare(tx: Statements, shareId: string): Promise<LiveShare> {
  const [row] = await tx.query<ShareRow>(`SELECT ${KNOWN} FROM share WHERE share_id = $1 FOR UPDATE`, [
    shareId,
  ]);
  const share = row && storedShare(row);
  if (!share) throw new ShareUnknownError();
  if (share.state === "gone") throw new ShareGoneError(share.reason);
  return share;
}

async function keep(tx: Statements, meta: ShareMeta, version: number): Promise<LiveShare> {
  const columns = { version, ...columnsOf(meta) };
  const changes = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`);
  await tx.query(`UPDATE share SET ${changes.join(", ")} WHERE share_id = $1`, [
    meta.shareId,
    ...Object.values(columns),
  ]);
  return { state: "live", meta, version };
}

function opensOf(text: string | null | undefined): Opens {
  return text === null || text === undefined ? NEVER_OPENED : (JSON.parse(text) as Opens);
}
