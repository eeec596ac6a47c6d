import { readyDatabase } from "../../testing/test-databases.ts";
import { describeShareHistory, type LastingStore } from "../contract/share-history.ts";
import { Database } from "./database.ts";
import { PostgresStore } from "./postgres-store.ts";

async function open(url: string): Promise<LastingStore> {
  const store = new PostgresStore({ database: new Database({ url }) });
  return {
    store,
    reopen: async () => {
      await store.close();
      return open(url);
    },
    crash: async () => {
      const killer = new Database({ url, connections: 1 });
      await killer.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
      await killer.close();
      await store.close();
      return open(url);
    },
  };
}

describeShareHistory("PostgresStore", async () => open(await readyDatabase()), 20);
