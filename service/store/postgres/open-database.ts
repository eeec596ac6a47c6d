import pg from "pg";
import { StoreUnavailableError } from "../errors.ts";
import { Database, type DatabaseOptions } from "./database.ts";
import { migrate } from "./migrate.ts";

/** A database cannot be used; the message names the setting and says what to do. */
export class DatabaseUnusableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`SHARE_DATABASE_URL: ${message}`, options);
    this.name = "DatabaseUnusableError";
  }
}

/**
 * Connects to a database and brings it to the version that is needed.
 * @throws DatabaseUnusableError
 * @throws NewerDatabaseError
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = new Database(options);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new DatabaseUnusableError(whyNot(error.cause), { cause: error });
  }
}

/** What the server or the system has said, in words for who runs the service; never the address, which has a password in it. */
export function whyNot(cause: unknown): string {
  const { code = "", message } = Object(cause) as { readonly code?: string; readonly message?: string };
  switch (code) {
    case "28P01":
    case "28000":
      return "the database refuses this user or password. Check both, and that the user may connect from here.";
    case "3D000":
      return "there is no database of this name. Create it, or name another.";
    case "42501":
      return "this user may not make tables in the database. Let it own the database, or grant it CREATE on the schema.";
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
      return `the database cannot be reached (${code}). Check the address, and that it runs.`;
    default:
      return cause instanceof pg.DatabaseError
        ? `the database cannot be used: ${message} (${code}).`
        : `the database cannot be reached: ${message}. Check the address, and that it runs.`;
  }
}
