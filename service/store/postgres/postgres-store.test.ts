import { testDatabases } from "../../testing/test-databases.ts";
import { describeShareStore } from "../contract/share-store.ts";
import { PostgresStore } from "./postgres-store.ts";

const databases = testDatabases();

describeShareStore("PostgresStore", async () => new PostgresStore({ database: await databases() }));
