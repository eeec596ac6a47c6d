import { randomBytes } from "node:crypto";
import type { AuditLog } from "../audit/audit-log.ts";
import { CountedAuditLog } from "../audit/counted-audit-log.ts";
import { MemoryAuditLog } from "../audit/memory-audit-log.ts";
import { MemorySessionStore } from "../identity/memory-session-store.ts";
import { MemoryTokenStore } from "../identity/memory-token-store.ts";
import { readServiceKey } from "../identity/service-key.ts";
import type { SessionStore } from "../identity/session-store.ts";
import type { TokenStore } from "../identity/token-store.ts";
import { DamagedFiles, type DamageListener } from "../store/lowdb/damaged-files.ts";
import type { OpenFile } from "../store/lowdb/files.ts";
import type { LockOptions } from "../store/lowdb/folder-lock.ts";
import { LowdbAuditLog } from "../store/lowdb/lowdb-audit-log.ts";
import { LowdbSessionStore } from "../store/lowdb/lowdb-session-store.ts";
import { LowdbStore } from "../store/lowdb/lowdb-store.ts";
import { LowdbTokenStore } from "../store/lowdb/lowdb-token-store.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import type { Database } from "../store/postgres/database.ts";
import { DatabaseLease } from "../store/postgres/database-lease.ts";
import { openDatabase } from "../store/postgres/open-database.ts";
import { PostgresAuditLog } from "../store/postgres/postgres-audit-log.ts";
import { PostgresSessionStore } from "../store/postgres/postgres-session-store.ts";
import { PostgresStore } from "../store/postgres/postgres-store.ts";
import { PostgresTokenStore } from "../store/postgres/postgres-token-store.ts";
import { readServiceSecret } from "../store/postgres/service-secret.ts";
import type { ShareStore } from "../store/store.ts";

/** Everything that a service keeps. */
export interface Stores {
  readonly shares: ShareStore;
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  readonly audit: AuditLog;
  readonly damage: DamageDesk;
  /** What the service seals with, made when there is none yet: 32 random bytes. @throws ServiceKeyError */
  readonly key: () => Promise<Uint8Array>;
}

/** What is damaged of all that a service keeps, and the decisions about it. */
export interface DamageDesk {
  /** How much waits for an admin's decision. */
  readonly count: number;
  /** What waits for an admin's decision. */
  list(): Promise<readonly Damage[]>;
  /**
   * Goes on with what can still be read: what was closed is open again as it is known now, and the damaged file that
   * was kept aside is deleted. False when there is none of this name.
   * @throws StoreUnavailableError
   */
  accept(name: string): Promise<boolean>;
  /** @param onClosed is told of a share that is found damaged, when nobody but its owner and admins may read it any more */
  watch(onClosed: (shareId: string) => void): void;
  /** Keeps a damaged file aside that is no store's, by what it is called. */
  keep(title: string, path: string, what: string): Promise<void>;
}

/** Something that was damaged. */
export interface Damage {
  readonly name: string;
  /** What was found, in words. */
  readonly what: string;
}

/** How to open the stores of a data folder. */
export interface OpenOptions {
  /** Told of all that is found damaged, for the log. */
  readonly onDamage?: DamageListener | undefined;
  readonly open?: OpenFile | undefined;
  readonly lock?: LockOptions | undefined;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens all stores of a data folder for this process alone.
 * @throws FolderInUseError
 * @throws StoreUnavailableError
 */
export async function openStores(dataDir: string, options: OpenOptions = {}): Promise<Stores> {
  const damaged = new DamagedFiles({ dataDir, onDamage: options.onDamage });
  let onClosed = (_shareId: string) => {};
  const shares = await LowdbStore.open({
    ...{ dataDir, damaged, lock: options.lock, open: options.open },
    onClosed: (shareId) => onClosed(shareId),
  });
  const { open, reserve } = shares;
  const tokens = new LowdbTokenStore(dataDir, open, damaged, reserve);
  const sessions = new LowdbSessionStore({ dataDir, open, damaged, reserve, now: options.now });
  const audit = new CountedAuditLog(new LowdbAuditLog(dataDir, open, damaged));
  const accept = async (name: string) => {
    await shares.reopen(name);
    await tokens.reopen(name);
    return damaged.discard(name);
  };
  const keep = async (title: string, path: string, what: string) => {
    await damaged.keep(title, [path], { reason: "checksum", what, lostUpTo: 0 });
  };
  await damaged.count();
  const list = () => damaged.list();
  const damage: DamageDesk = {
    list,
    accept,
    keep,
    watch: (listener) => {
      onClosed = listener;
    },
    get count() {
      return damaged.known;
    },
  };
  const key = async () =>
    readServiceKey({
      dataDir,
      isNew: (await shares.count({})) === 0,
      keepAside: (path, what) => keep("key", path, what),
    });
  return { shares, tokens, sessions, audit, damage, key };
}

/** How to open the stores of a database. */
export interface OpenDatabaseOptions {
  /** The one service that runs on the database opens them; told when another has taken its place. */
  readonly onLost?: ((error: Error) => void) | undefined;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens all stores of a database.
 * @throws DatabaseUnusableError
 * @throws NewerDatabaseError
 * @throws DatabaseInUseError
 */
export async function openDatabaseStores(url: string, options: OpenDatabaseOptions = {}): Promise<Stores> {
  const { onLost, now } = options;
  const database = await openDatabase({ url });
  const lease = onLost && (await takeLease(database, onLost));
  return {
    shares: new PostgresStore({ database, lease, now }),
    tokens: new PostgresTokenStore(database),
    sessions: new PostgresSessionStore({ database, now }),
    audit: new CountedAuditLog(new PostgresAuditLog(database)),
    damage: NOTHING_DAMAGED,
    key: () => readServiceSecret(database),
  };
}

async function takeLease(database: Database, onLost: (error: Error) => void): Promise<DatabaseLease> {
  try {
    return await DatabaseLease.take(database, { onLost });
  } catch (error) {
    await database.close();
    throw error;
  }
}

const NOTHING_DAMAGED: DamageDesk = {
  count: 0,
  list: async () => [],
  accept: async () => false,
  keep: async () => {},
  watch: () => {},
};

/** Stores that live as long as the process. For tests and trials. */
export function memoryStores(): Stores {
  const key = randomBytes(32);
  return {
    shares: new MemoryStore(),
    tokens: new MemoryTokenStore(),
    sessions: new MemorySessionStore(),
    audit: new CountedAuditLog(new MemoryAuditLog()),
    damage: NOTHING_DAMAGED,
    key: async () => key,
  };
}

/** Closes all; the shares come last, since with them the data folder is free, or the database let go of. */
export async function closeStores({ shares, tokens, sessions, audit }: Stores): Promise<void> {
  await tokens.close();
  await sessions.close();
  await audit.close();
  await shares.close();
}
