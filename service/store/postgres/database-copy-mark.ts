import type { CopyMark } from "../copy-mark.ts";
import type { Database } from "./database.ts";

const NAME = "copying";

/** The note in a database, beside its key. */
export function databaseCopyMark(database: Database): CopyMark {
  return {
    read: async () => {
      const [row] = await database.query<{ value: Buffer }>("SELECT value FROM secret WHERE name = $1", [
        NAME,
      ]);
      return row?.value.toString();
    },
    set: async (source) => {
      await database.query(
        "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [NAME, Buffer.from(source)],
      );
    },
    clear: async () => {
      await database.query("DELETE FROM secret WHERE name = $1", [NAME]);
    },
  };
}
