import type { KeptToken, MovableTokens, TokenRecord, TokenStore } from "../../identity/token-store.ts";
import type { Verified } from "../verified.ts";
import { endRights } from "./access-marks.ts";
import type { Database } from "./database.ts";

/** How many are written at a time. */
const AT_ONCE = 500;

interface TokenRow {
  /** As JSON text; null: it was revoked. */
  readonly record: string | null;
}

/** Keeps personal tokens in a PostgreSQL database. Whoever opens it closes it. */
export class PostgresTokenStore implements TokenStore, MovableTokens {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(record: TokenRecord): Promise<boolean> {
    const added = await this.#database.query(
      `INSERT INTO token (hash, created_at, record) VALUES ($1, $2, $3)
       ON CONFLICT (hash) DO NOTHING RETURNING hash`,
      [record.hash, record.createdAt, JSON.stringify(record)],
    );
    return added.length > 0;
  }

  async find(hash: string): Promise<TokenRecord | undefined> {
    const [row] = await this.#database.query<TokenRow>(
      "SELECT record FROM token WHERE hash = $1 AND record IS NOT NULL",
      [hash],
    );
    return row && recordOf(row);
  }

  async list(): Promise<readonly TokenRecord[]> {
    const rows = await this.#database.query<TokenRow>(
      "SELECT record FROM token WHERE record IS NOT NULL ORDER BY created_at, hash",
    );
    return rows.map(recordOf);
  }

  async revoke(hash: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const revoked = await tx.query(
        "UPDATE token SET record = NULL WHERE hash = $1 AND record IS NOT NULL RETURNING hash",
        [hash],
      );
      if (revoked.length > 0) await endRights(tx);
      return revoked.length > 0;
    });
  }

  async kept(): Promise<readonly KeptToken[]> {
    const rows = await this.#database.query<TokenRow & { hash: string }>(
      "SELECT hash, record FROM token ORDER BY created_at, hash",
    );
    return rows.map((row) => (row.record === null ? { revoked: row.hash } : { added: recordOf(row) }));
  }

  async takeOver(tokens: readonly KeptToken[]): Promise<void> {
    const rows = tokens.map((token) =>
      "added" in token
        ? { hash: token.added.hash, at: token.added.createdAt, record: JSON.stringify(token.added) }
        : { hash: token.revoked, at: 0, record: null },
    );
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      const some = rows.slice(from, from + AT_ONCE);
      await this.#database.query(
        `INSERT INTO token (hash, created_at, record)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])
         ON CONFLICT (hash) DO UPDATE SET record = NULL WHERE excluded.record IS NULL`,
        [some.map(({ hash }) => hash), some.map(({ at }) => at), some.map(({ record }) => record)],
      );
    }
  }

  async *verify(): AsyncIterable<Verified> {
    const [row] = await this.#database.query<{ records: number }>("SELECT count(*) AS records FROM token");
    yield { name: "tokens", records: row?.records ?? 0 };
  }

  async close(): Promise<void> {}
}

function recordOf({ record }: TokenRow): TokenRecord {
  return JSON.parse(record ?? "") as TokenRecord;
}
