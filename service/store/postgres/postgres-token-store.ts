import type { TokenRecord, TokenStore } from "../../identity/token-store.ts";
import type { Verified } from "../verified.ts";
import type { Database } from "./database.ts";

interface TokenRow {
  /** As JSON text; null: it was revoked. */
  readonly record: string | null;
}

/** Keeps personal tokens in a PostgreSQL database. Whoever opens it closes it. */
export class PostgresTokenStore implements TokenStore {
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
    const revoked = await this.#database.query(
      "UPDATE token SET record = NULL WHERE hash = $1 AND record IS NOT NULL RETURNING hash",
      [hash],
    );
    return revoked.length > 0;
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
