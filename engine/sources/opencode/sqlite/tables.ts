import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** A row by column name. Columns that the database does not have are undefined. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Reads tables whose exact shape is not known: asks only for columns that exist, always by name.
 * Table and column names come from our code, never from outside.
 */
export class Tables {
  readonly #database: DatabaseSync;
  readonly #columns = new Map<string, ReadonlySet<string>>();
  #names: readonly string[] | undefined;
  /** By their SQL: to prepare one costs more than most of them take. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether there is such a table, with all these columns. */
  has(table: string, ...columns: readonly string[]): boolean {
    const existing = this.#columnsOf(table);
    return existing.size > 0 && columns.every((column) => existing.has(column));
  }

  /** What all tables are called. */
  names(): readonly string[] {
    this.#names ??= this.#database
      .prepare("select name from sqlite_schema where type = 'table'")
      .all()
      .map(({ name }) => String(name));
    return this.#names;
  }

  /** The rows that `where` picks, with those of `columns` that exist; `as` adds computed ones. */
  select(table: string, columns: readonly string[], where = "", ...values: SQLInputValue[]): readonly Row[] {
    const statement = this.#prepared(this.#sql(table, columns, where));
    return withLargeNumbers(statement, () => statement.all(...values));
  }

  /** A function that fetches one row at a time by the value in `where`. */
  fetcher(table: string, columns: readonly string[], where: string) {
    const statement = this.#prepared(this.#sql(table, columns, where));
    return (...values: SQLInputValue[]): Row | undefined =>
      withLargeNumbers(statement, () => statement.all(...values))[0];
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #sql(table: string, columns: readonly string[], where: string): string {
    const existing = this.#columnsOf(table);
    const asked = columns.filter((column) => existing.has(column) || column.includes("("));
    return `select ${asked.join(", ")} from ${table} ${where}`;
  }

  #columnsOf(table: string): ReadonlySet<string> {
    let columns = this.#columns.get(table);
    if (!columns) {
      const rows = this.#database.prepare(`pragma table_info(${table})`).all();
      columns = new Set(rows.map(({ name }) => String(name)));
      this.#columns.set(table, columns);
    }
    return columns;
  }
}

/** SQLITE_CORRUPT, the primary result code: https://sqlite.org/rescode.html */
const CORRUPT = 11;

/** Whether pages of the database are not what they should be. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === CORRUPT;

/**
 * What a statement reads. A whole number that is larger than JavaScript tells apart is rounded, as in JSON: Node would refuse
 * every row because of one.
 */
function withLargeNumbers(statement: StatementSync, read: () => readonly Row[]): readonly Row[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  statement.setReadBigInts(true);
  try {
    return read().map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
      ),
    );
  } finally {
    statement.setReadBigInts(false);
  }
}
