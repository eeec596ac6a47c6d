import { describeTokenStore } from "../../identity/token-store-contract.ts";
import { testDatabases } from "../../testing/test-databases.ts";
import { PostgresTokenStore } from "./postgres-token-store.ts";

const databases = testDatabases();

describeTokenStore("PostgresTokenStore", async () => new PostgresTokenStore(await databases()));
