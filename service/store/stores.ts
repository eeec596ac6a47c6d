import type { AuditLog } from "../audit/audit-log.ts";
import { CountedAuditLog } from "../audit/counted-audit-log.ts";
import { MemoryAuditLog } from "../audit/memory-audit-log.ts";
import { MemoryTokenStore } from "../identity/memory-token-store.ts";
import type { TokenStore } from "../identity/token-store.ts";
import { LowdbAuditLog } from "./lowdb/lowdb-audit-log.ts";
import { LowdbStore } from "./lowdb/lowdb-store.ts";
import { LowdbTokenStore } from "./lowdb/lowdb-token-store.ts";
import { MemoryStore } from "./memory-store.ts";
import type { ShareStore } from "./store.ts";

/** Everything that a service keeps. */
export interface Stores {
  readonly shares: ShareStore;
  readonly tokens: TokenStore;
  readonly audit: AuditLog;
}

/**
 * Opens all stores of a data folder for this process alone.
 * @throws FolderInUseError
 * @throws StoreUnavailableError
 */
export async function openStores(dataDir: string): Promise<Stores> {
  const shares = await LowdbStore.open({ dataDir });
  return {
    shares,
    tokens: new LowdbTokenStore(dataDir),
    audit: new CountedAuditLog(new LowdbAuditLog(dataDir)),
  };
}

/** Stores that live as long as the process. For tests and trials. */
export function memoryStores(): Stores {
  return {
    shares: new MemoryStore(),
    tokens: new MemoryTokenStore(),
    audit: new CountedAuditLog(new MemoryAuditLog()),
  };
}

/** Closes all; the shares come last, since with them the data folder is free. */
export async function closeStores({ shares, tokens, audit }: Stores): Promise<void> {
  await tokens.close();
  await audit.close();
  await shares.close();
}
