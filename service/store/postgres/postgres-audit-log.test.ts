import { describeAuditLog } from "../../audit/audit-log-contract.ts";
import { testDatabases } from "../../testing/test-databases.ts";
import { PostgresAuditLog } from "./postgres-audit-log.ts";

const databases = testDatabases();

describeAuditLog("PostgresAuditLog", async () => new PostgresAuditLog(await databases()));
