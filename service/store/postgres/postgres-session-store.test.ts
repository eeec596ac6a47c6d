import { describeSessionStore } from "../../identity/session-store-contract.ts";
import { testDatabases } from "../../testing/test-databases.ts";
import { PostgresSessionStore } from "./postgres-session-store.ts";

const databases = testDatabases();

describeSessionStore(
  "PostgresSessionStore",
  async () => new PostgresSessionStore({ database: await databases() }),
);
