import type { Database } from "./database.ts";
import { MIGRATIONS } from "./schema.ts";

/** The database is of a version of the service that this one does not know; the message says what to do. */
export class NewerDatabaseError extends Error {
  constructor(version: number, known: number) {
    super(
      `The database has version ${version}, and this version of opencode-share knows none later than ${known}. Start the version that has made it, or a newer one.`,
    );
    this.name = "NewerDatabaseError";
  }
}

/**
 * Brings a database to the version that this one needs. Of several nodes that start at once, one does it, and the others
 * wait until it is done: the row that says the version is the lock.
 * @throws NewerDatabaseError
 * @throws StoreUnavailableError
 */
export async function migrate(database: Database, migrations = MIGRATIONS): Promise<void> {
  await makeVersionTable(database);
  await database.query("INSERT INTO schema_version VALUES (1, 0) ON CONFLICT DO NOTHING");
  await database.transaction(async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      "SELECT version FROM schema_version WHERE id = 1 FOR UPDATE",
    );
    const version = row?.version ?? 0;
    if (version > migrations.length) throw new NewerDatabaseError(version, migrations.length);
    if (version === migrations.length) return;
    for (const statements of migrations.slice(version))
      for (const statement of statements) await database.query(statement);
    await tx.query("UPDATE schema_version SET version = $1 WHERE id = 1", [migrations.length]);
  });
}

/** Whether a database is of the version that this one needs, which nothing is done for. @throws StoreUnavailableError */
export async function isOfThisVersion(database: Database): Promise<boolean> {
  const [row] = await database.query<{ version: number }>("SELECT version FROM schema_version WHERE id = 1");
  return row?.version === MIGRATIONS.length;
}

/** Of two that make the same table at the same time one is refused, in spite of IF NOT EXISTS, and by several errors. */
async function makeVersionTable(database: Database): Promise<void> {
  try {
    await database.query(
      "CREATE TABLE IF NOT EXISTS schema_version (id integer PRIMARY KEY, version integer NOT NULL)",
    );
  } catch (error) {
    await database.query("SELECT version FROM schema_version").catch(() => {
      throw error;
    });
  }
}
