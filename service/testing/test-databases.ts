import { PostgresServer } from "../../fixtures/postgres.ts";
import { Database } from "../store/postgres/database.ts";
import { migrate } from "../store/postgres/migrate.ts";

/** One for all tests of a process, and a database that is ready for use, made by the first test that needs them. */
let server: Promise<PostgresServer> | undefined;
let ready: Promise<string> | undefined;

after(async () => {
  await (await server)?.stop();
});

/** The address of an empty database of a real PostgreSQL. */
export async function emptyDatabase(): Promise<string> {
  server ??= PostgresServer.start();
  return (await server).newDatabase();
}

/** The address of one that is ready for use. */
export async function readyDatabase(): Promise<string> {
  ready ??= makeReady();
  const original = await ready;
  return (await (server as Promise<PostgresServer>)).newDatabase(original);
}

async function makeReady(): Promise<string> {
  const url = await emptyDatabase();
  const database = new Database({ url });
  await migrate(database);
  await database.close();
  return url;
}

/** Gives each test of a suite a database of its own, ready for use, and lets go of them after the suite. */
export function testDatabases(): () => Promise<Database> {
  const databases: Database[] = [];
  after(() => Promise.all(databases.splice(0).map((database) => database.close())));
  return async () => {
    const database = new Database({ url: await readyDatabase() });
    databases.push(database);
    return database;
  };
}
