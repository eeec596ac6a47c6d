import { newContent, weightOf } from "../contents/content.ts";
import { OpenReadings } from "../contents/open-readings.ts";
import { ReadBudget } from "../contents/read-budget.ts";
import { inMemory } from "../contents/segment.ts";
import { deletionBytes } from "../contents/share-contents.ts";
import type { KeptContents, KeptLiveShare, KeptShare, MovableShares } from "../kept-share.ts";
import { referenceOf } from "../reference.ts";
import { NEVER_OPENED, type Opens } from "../store.ts";
import type { Database, Statements } from "./database.ts";
import { loadContents } from "./load-contents.ts";
import { BASE } from "./piece-source.ts";
import { type EntryRow, type PieceRow, writeRows } from "./save-contents.ts";
import { columnsOf, KNOWN, type ShareRow, scopesOf, storedShare } from "./share-rows.ts";
import { standingOf } from "./standing.ts";

/** How many ids are read at a time. */
const PAGE = 1_000;
/** How much is written in one go, about: bytes, and entries. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_ENTRIES = 500;

/** The shares of a database as they move. */
export class PostgresSharesToMove implements MovableShares {
  readonly #database: Database;
  readonly #budget = new ReadBudget();

  constructor(database: Database) {
    this.#database = database;
  }

  async *ids(): AsyncGenerator<string> {
    for (let after = ""; ; ) {
      const rows = await this.#database.query<{ share_id: string }>(
        "SELECT share_id FROM share WHERE share_id > $1 ORDER BY share_id LIMIT $2",
        [after, PAGE],
      );
      for (const { share_id } of rows) yield share_id;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.share_id;
    }
  }

  async kept(shareId: string): Promise<KeptShare | undefined> {
    const [row] = await this.#database.query<ShareRow & { opens: string | null }>(
      `SELECT ${KNOWN}, opens FROM share WHERE share_id = $1`,
      [shareId],
    );
    if (!row) return undefined;
    const share = storedShare(row);
    if (share.state === "gone") return share;
    const opens = row.opens === null ? NEVER_OPENED : (JSON.parse(row.opens) as Opens);
    return { ...share, opens, contents: await this.#contents(shareId) };
  }

  async #contents(shareId: string): Promise<KeptContents> {
    return this.#database.snapshot(async (tx) => {
      const { revision, history_starts_at } = await standingOf(tx, shareId);
      const { contents, deletedAt } = await loadContents(tx, this.#database, shareId, { since: -1 });
      const items = contents.map(({ content }) => content);
      const view = { base: 0, revision, reset: false, blocks: [{ items, newest: Infinity }] };
      const reading = new OpenReadings(this.#budget).read({ ...view, deleted: [...deletedAt] });
      return { ...reading, historyStartsAt: history_starts_at };
    });
  }

  takeOver(shareId: string, share: KeptShare | undefined): Promise<void> {
    return this.#database.transaction(async (tx) => {
      await drop(tx, shareId);
      if (share?.state === "gone")
        await insert(tx, {
          ...{ share_id: shareId, reference: referenceOf(shareId), version: 0 },
          ...{ state: share.reason, gone_at: share.at },
        });
      if (share?.state === "live") await add(tx, shareId, share);
    });
  }
}

/** Leaves nothing of a share. */
async function drop(tx: Statements, shareId: string): Promise<void> {
  const [row] = await tx.query<ShareRow>(`SELECT ${KNOWN} FROM share WHERE share_id = $1 FOR UPDATE`, [
    shareId,
  ]);
  const share = row && storedShare(row);
  if (share?.state === "live")
    for (const { name } of scopesOf(share.meta))
      await tx.query("UPDATE share_count SET shares = shares - 1 WHERE scope = $1", [name]);
  for (const table of ["piece", "entry", "replaced", "share"])
    await tx.query(`DELETE FROM ${table} WHERE share_id = $1`, [shareId]);
}

async function add(tx: Statements, shareId: string, share: KeptLiveShare): Promise<void> {
  const { meta, version, opens, contents } = share;
  for (const { name } of scopesOf(meta))
    await tx.query(
      `INSERT INTO share_count (scope, shares) VALUES ($1, 1)
       ON CONFLICT (scope) DO UPDATE SET shares = share_count.shares + 1`,
      [name],
    );
  const sums = await addContents(tx, shareId, contents);
  await insert(tx, {
    ...{ share_id: shareId, state: "live", version, ...columnsOf(meta), ...sums },
    ...{ revision: contents.revision, history_starts_at: contents.historyStartsAt },
    opens: opens.count === 0 ? null : JSON.stringify(opens),
  });
}

async function insert(tx: Statements, columns: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(columns);
  const places = names.map((_, index) => `$${index + 1}`);
  await tx.query(
    `INSERT INTO share (${names.join(", ")}) VALUES (${places.join(", ")})`,
    Object.values(columns),
  );
}

/** Writes down what a share holds; answers what it comes to. */
async function addContents(tx: Statements, shareId: string, contents: KeptContents) {
  const sums = { bytes: 0, keys: 0, deletions: 0 };
  let entries: EntryRow[] = [];
  let pieces: PieceRow[] = [];
  let waiting = 0;
  const flush = async () => {
    await writeRows(tx, shareId, entries, pieces);
    [entries, pieces, waiting] = [[], [], 0];
  };
  for await (const entry of contents.entries()) {
    const { key, revision } = entry;
    if ("deleted" in entry) {
      sums.deletions += 1;
      sums.bytes += deletionBytes(key);
      entries.push({ key, revision, put: null, size: 0, baseSize: 0, texts: null });
    } else {
      let n = 0;
      let size = 0;
      for await (const bytes of entry.content()) {
        pieces.push(pieceRow({ key, put: revision, n: n++ }, bytes));
        size += bytes.length;
        waiting += bytes.length;
        if (waiting > MOST_BYTES) await flush();
      }
      sums.keys += 1;
      sums.bytes += weightOf({ ...newContent(key, inMemory(Buffer.alloc(0)), revision), size });
      entries.push({ key, revision, put: revision, size, baseSize: size, texts: null });
    }
    if (entries.length >= MOST_ENTRIES) await flush();
  }
  await flush();
  return sums;
}

function pieceRow(name: { readonly key: string; readonly put: number; readonly n: number }, bytes: Buffer) {
  return { ...name, text: BASE, size: bytes.length, units: 0, half: 0, joint: undefined, bytes };
}
