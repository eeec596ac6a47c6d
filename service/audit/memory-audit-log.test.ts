import { describeAuditLog } from "./audit-log-contract.ts";
import { MemoryAuditLog } from "./memory-audit-log.ts";

describeAuditLog("MemoryAuditLog", async () => new MemoryAuditLog());
