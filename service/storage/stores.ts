import { randomBytes } from "node:crypto";
import type { AuditLog } from "../audit/audit-log.ts";
import { CountedAuditLog } from "../audit/counted-audit-log.ts";
import { MemoryAuditLog } from "../audit/memory-audit-log.ts";
import type { Bus } from "../bus/bus.ts";
import { MemorySessionStore } from "../identity/memory-session-store.ts";
import { MemoryTokenStore } from "../identity/memory-token-store.ts";
import { readServiceKey } from "../identity/service-key.ts";
import type { SessionStore } from "../identity/session-store.ts";
import type { TokenStore } from "../identity/token-store.ts";
import type { HourlyCounts } from "../limits/hourly-counts.ts";
import { type CopyMark, UnfinishedCopyError } from "../store/copy-mark.ts";
import { DamagedFiles, type DamageListener } from "../store/lowdb/damaged-files.ts";
import type { OpenFile } from "../store/lowdb/files.ts";
import { folderCopyMark } from "../store/lowdb/folder-copy-mark.ts";
import type { LockOptions } from "../store/lowdb/folder-lock.ts";
import { LowdbAuditLog } from "../store/lowdb/lowdb-audit-log.ts";
import { LowdbSessionStore } from "../store/lowdb/lowdb-session-store.ts";
import { LowdbStore } from "../store/lowdb/lowdb-store.ts";
import { LowdbTokenStore } from "../store/lowdb/lowdb-token-store.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import type { Database } from "../store/postgres/database.ts";
import { databaseCopyMark } from "../store/postgres/database-copy-mark.ts";
import { assertNotCopied, DatabaseLease } from "../store/postgres/database-lease.ts";
import { openDatabase } from "../store/postgres/open-database.ts";
import { PostgresAuditLog } from "../store/postgres/postgres-audit-log.ts";
import { type BusKind, PostgresBus } from "../store/postgres/postgres-bus.ts";
import { PostgresCounts } from "../store/postgres/postgres-counts.ts";
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
  /** Between the nodes that keep all this together; undefined: one process has it for itself. */
  readonly bus?: Bus | undefined;
  /** Counts for all nodes; undefined: there is one process. */
  readonly counts?: HourlyCounts | undefined;
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

/** The stores of a data folder. */
export interface FolderStores extends Stores {
  /** The audit as it is kept: every record by itself. */
  readonly records: AuditLog;
  readonly shares: LowdbStore;
  readonly tokens: LowdbTokenStore;
  readonly sessions: LowdbSessionStore;
}

/** The stores of a database. */
export interface DatabaseStores extends Stores {
  readonly database: Database;
  /** `FolderStores.records` */
  readonly records: AuditLog;
  readonly shares: PostgresStore;
  readonly tokens: PostgresTokenStore;
  readonly sessions: PostgresSessionStore;
}

/** How to open the stores of a data folder. */
export interface OpenOptions {
  /** They may be an unfinished copy, which is to be finished. */
  readonly mayBeUnfinished?: boolean;
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
 * @throws UnfinishedCopyError
 * @throws StoreUnavailableError
 */
export async function openStores(dataDir: string, options: OpenOptions = {}): Promise<FolderStores> {
  const damaged = new DamagedFiles({ dataDir, onDamage: options.onDamage });
  let onClosed = (_shareId: string) => {};
  const shares = await LowdbStore.open({
    ...{ dataDir, damaged, lock: options.lock, open: options.open },
    onClosed: (shareId) => onClosed(shareId),
  });
  if (!options.mayBeUnfinished)
    await assertFinished(folderCopyMark(dataDir), "SHARE_DATA_DIR", () => shares.close());
  const { open, reserve } = shares;
  const tokens = new LowdbTokenStore(dataDir, open, damaged, reserve);
  const sessions = new LowdbSessionStore({ dataDir, open, damaged, reserve, now: options.now });
  const records = new LowdbAuditLog(dataDir, open, damaged);
  const audit = new CountedAuditLog(records);
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
  return { shares, tokens, sessions, audit, records, damage, key };
}

export type { BusKind };

/** How to open the stores of a database. */
export interface OpenDatabaseOptions {
  /** Whoever serves or copies the database opens them; told when it is no longer theirs. */
  readonly onLost?: ((error: Error) => void) | undefined;
  /** Whoever opens them may have viewers from then on, who hear what other nodes do. */
  readonly isNode?: boolean | undefined;
  /** How nodes hear of each other; default: by notifications, and by looking. */
  readonly bus?: BusKind | undefined;
  /** It is opened for a copy, and not served. */
  readonly isCopy?: boolean;
  /** `OpenOptions.mayBeUnfinished` */
  readonly mayBeUnfinished?: boolean;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens all stores of a database.
 * @throws DatabaseUnusableError
 * @throws NewerDatabaseError
 * @throws DatabaseInUseError
 * @throws DatabaseCopiedError
 * @throws UnfinishedCopyError
 */
export async function openDatabaseStores(
  url: string,
  options: OpenDatabaseOptions = {},
): Promise<DatabaseStores> {
  const {
    onLost,
    isCopy = false,
    mayBeUnfinished = false,
    isNode = false,
    bus: kind = "notify",
    now,
  } = options;
  const database = await openDatabase({ url });
  const lease = await orClose(database, async () => {
    if (!onLost) await assertNotCopied(database);
    const held = onLost && (await DatabaseLease.take(database, { onLost, isCopy }));
    if (!mayBeUnfinished)
      await assertFinished(databaseCopyMark(database), "SHARE_DATABASE_URL", () => held?.release());
    return held;
  });
  const bus = new PostgresBus({ database, url, kind });
  if (isNode) await orClose(database, () => bus.join());
  const records = new PostgresAuditLog(database);
  return {
    database,
    records,
    bus,
    shares: new PostgresStore({ database, lease, now }),
    tokens: new PostgresTokenStore(database),
    sessions: new PostgresSessionStore({ database, now }),
    audit: new CountedAuditLog(records),
    damage: NOTHING_DAMAGED,
    counts: new PostgresCounts(database),
    key: () => readServiceSecret(database),
  };
}

async function orClose<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function assertFinished(
  mark: CopyMark,
  setting: ConstructorParameters<typeof UnfinishedCopyError>[0],
  close: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const source = await mark.read().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  if (source === undefined) return;
  await close();
  throw new UnfinishedCopyError(setting);
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
export async function closeStores({ shares, tokens, sessions, audit, bus }: Stores): Promise<void> {
  await bus?.close();
  await tokens.close();
  await sessions.close();
  await audit.close();
  await shares.close();
}
