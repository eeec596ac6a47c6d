import { StoreUnavailableError } from "../errors.ts";
import { Database } from "./database.ts";
import { DatabaseUnusableError, whyNot } from "./open-database.ts";

/**
 * Whose tables are in a database, before anything is made in it: a service's, somebody else's, or none.
 * @throws DatabaseUnusableError
 */
export async function foundTables(url: string): Promise<"service" | "others" | "none"> {
  const database = new Database({ url, connections: 1 });
  try {
    const tables = await database.query<{ name: string }>(
      "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema()",
    );
    if (tables.length === 0) return "none";
    return tables.some(({ name }) => name === "schema_version") ? "service" : "others";
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new DatabaseUnusableError(whyNot(error.cause), { cause: error });
  } finally {
    await database.close();
  }
}
