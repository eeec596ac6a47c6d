import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";

const KEY_BYTES = 32;

/** Keeps the key of another service, in place of its own. */
export async function keepServiceSecret(database: Database, key: Uint8Array): Promise<void> {
  await database.query(
    "INSERT INTO secret (name, value) VALUES ('service', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [Buffer.from(key)],
  );
}

/** The key that all nodes of a database seal with, made by the first that asks. */
export async function readServiceSecret(database: Database): Promise<Uint8Array> {
  await database.query(
    "INSERT INTO secret (name, value) VALUES ('service', $1) ON CONFLICT (name) DO NOTHING",
    [randomBytes(KEY_BYTES)],
  );
  return findServiceSecret(database);
}

/** The same where it was made before. */
export async function findServiceSecret(database: Database): Promise<Uint8Array> {
  const [row] = await database.query<{ value: Buffer }>("SELECT value FROM secret WHERE name = 'service'");
  if (row?.value.length !== KEY_BYTES) throw new Error("the database has no key of the right length");
  return row.value;
}
