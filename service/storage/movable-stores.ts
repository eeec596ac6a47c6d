import { readdir, realpath } from "node:fs/promises";
import { isMissing } from "../../primitives/errno.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import { keepServiceKey } from "../identity/service-key.ts";
import type { MovableSessions } from "../identity/session-store.ts";
import type { MovableTokens } from "../identity/token-store.ts";
import { type CopyMark, UnfinishedCopyError } from "../store/copy-mark.ts";
import type { MovableShares } from "../store/kept-share.ts";
import { folderCopyMark } from "../store/lowdb/folder-copy-mark.ts";
import { FolderInUseError } from "../store/lowdb/lock-errors.ts";
import { databaseCopyMark } from "../store/postgres/database-copy-mark.ts";
import { DatabaseInUseError } from "../store/postgres/database-lease.ts";
import { foundTables } from "../store/postgres/found-tables.ts";
import { FrozenDatabase } from "../store/postgres/frozen-database.ts";
import { isOfThisVersion } from "../store/postgres/migrate.ts";
import { DatabaseUnusableError } from "../store/postgres/open-database.ts";
import { PostgresAuditLog } from "../store/postgres/postgres-audit-log.ts";
import { PostgresSessionStore } from "../store/postgres/postgres-session-store.ts";
import { PostgresStore } from "../store/postgres/postgres-store.ts";
import { PostgresTokenStore } from "../store/postgres/postgres-token-store.ts";
import { findServiceSecret, keepServiceSecret } from "../store/postgres/service-secret.ts";
import { closeStores, openDatabaseStores, openStores, type Stores } from "./stores.ts";

/** Where a service keeps what it has. */
export type Place = (
  | { readonly kind: "folder"; readonly dataDir: string }
  | { readonly kind: "database"; readonly url: string }
) & {
  /** The option or setting that names it. */
  readonly as: string;
  /** It may be served while it is copied: a database then is copied as it is at one moment. */
  readonly isServed?: boolean;
};

/** Something that is damaged, by its name, and what was found. */
export interface Problem {
  readonly name: string;
  readonly what: string;
}

/** All that a service keeps, on its way from one place to another. Nobody else changes it meanwhile. */
export interface MovableStores {
  readonly shares: MovableShares;
  readonly tokens: MovableTokens;
  readonly sessions: MovableSessions;
  readonly audit: AuditLog;
  readonly mark: CopyMark;
  /** `Stores.key` */
  readonly key: () => Promise<Uint8Array>;
  /** Keeps the key of another service in place of what there is. */
  readonly takeOverKey: (key: Uint8Array) => Promise<void>;
  /** Reads all that is kept; tells what is damaged. */
  problems(): AsyncIterable<Problem>;
  /** @throws Error when another has the place now */
  assertHeld(): void;
  close(): Promise<void>;
}

/** Something cannot be copied from here or to there; the message says why and what to do, and no password. */
export class PlaceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PlaceError";
  }
}

/** What people know a place by: never what stands in an address beside the database's name. */
export function nameOfPlace(place: Place): string {
  if (place.kind === "folder") return `the data folder ${place.dataDir}`;
  const { host, pathname, searchParams } = new URL(place.url);
  return `the database ${pathname.slice(1)} on ${host || searchParams.get("host")}`;
}

/** Whether two places are written as the same one. */
export async function isSamePlace(one: Place, other: Place): Promise<boolean> {
  if (one.kind === "database") return other.kind === "database" && nameOfPlace(one) === nameOfPlace(other);
  if (other.kind === "database") return false;
  const [from, to] = await Promise.all(
    [one, other].map(({ dataDir }) => realpath(dataDir).catch(() => dataDir)),
  );
  return from === to;
}

/**
 * Opens what is copied. Nothing is made where nothing is kept.
 * @throws PlaceError, UnfinishedCopyError, DatabaseUnusableError, NewerDatabaseError, StoreUnavailableError
 */
export async function openSource(place: Place): Promise<MovableStores> {
  return told(place, async () => {
    if (!(await isKeptAt(place)))
      throw new PlaceError(
        `${place.as}: nothing is kept in ${nameOfPlace(place)}. Name the one of your service.`,
      );
    return open(place, false);
  });
}

/**
 * Opens where it is copied to. A place that holds what is no service's is left as it is.
 * @throws PlaceError, DatabaseUnusableError, NewerDatabaseError, StoreUnavailableError
 */
export async function openTarget(place: Place): Promise<MovableStores> {
  return told(place, async () => {
    if (!(await mayKeepAt(place)))
      throw new PlaceError(
        `${place.as}: ${nameOfPlace(place)} holds something that is no service's. Name an empty one.`,
      );
    return open(place, true);
  });
}

async function isKeptAt(place: Place): Promise<boolean> {
  if (place.kind === "database") return (await foundTables(place.url)) === "service";
  const names = await namesIn(place.dataDir, place.as);
  return names.some((name) => /^index(\.copy)?\.jsonl$/.test(name));
}

/** What a data folder holds, and what file systems put into a new one. */
const OWN =
  /^(?:shares|audit|damaged|reserve|probe|copying(?:\.new)?|lost\+found|key(?:\.new)?|admin\.json(?:\.new)?|lock\b.*|(?:index|tokens|sessions)\.(?:copy\.)?(?:jsonl|seal)(?:\.new)?)$/;

async function mayKeepAt(place: Place): Promise<boolean> {
  if (place.kind === "database") return (await foundTables(place.url)) !== "others";
  return (await namesIn(place.dataDir, place.as)).every((name) => OWN.test(name));
}

async function namesIn(folder: string, as: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (isMissing(error)) return [];
    throw new PlaceError(`${as}: ${folder} cannot be read as a folder (${error.code}).`, {
      cause: error,
    });
  });
}

/** Says of what has gone wrong with which place it has. */
async function told(place: Place, work: () => Promise<MovableStores>): Promise<MovableStores> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FolderInUseError || error instanceof DatabaseInUseError)
      throw new PlaceError(
        `${place.as}: a service, or another copy, runs on ${nameOfPlace(place)}. Stop it first; nothing may change while it is copied.`,
        { cause: error },
      );
    if (!(error instanceof DatabaseUnusableError || error instanceof UnfinishedCopyError)) throw error;
    throw new PlaceError(error.message.replace(/^SHARE_\w+/, place.as), { cause: error });
  }
}

function open(place: Place, isTarget: boolean): Promise<MovableStores> {
  if (place.kind === "folder") return openFolder(place.dataDir, isTarget);
  return place.isServed ? openFrozen(place) : openDatabase(place.url, isTarget);
}

async function openFolder(dataDir: string, isTarget: boolean): Promise<MovableStores> {
  const stores = await openStores(dataDir, { mayBeUnfinished: isTarget });
  return {
    ...common(stores),
    audit: stores.records,
    // Whoever has lost a folder cannot write to it.
    assertHeld: () => {},
    shares: stores.shares.toMove,
    tokens: stores.tokens,
    sessions: stores.sessions,
    mark: folderCopyMark(dataDir),
    takeOverKey: (key) => keepServiceKey(dataDir, key),
  };
}

async function openDatabase(url: string, isTarget: boolean): Promise<MovableStores> {
  let lost: Error | undefined;
  const stores = await openDatabaseStores(url, {
    isCopy: true,
    mayBeUnfinished: isTarget,
    onLost: (error) => {
      lost = error;
    },
  });
  return {
    ...common(stores),
    audit: stores.records,
    assertHeld: () => {
      if (lost) throw lost;
    },
    shares: stores.shares.toMove,
    tokens: stores.tokens,
    sessions: stores.sessions,
    mark: databaseCopyMark(stores.database),
    takeOverKey: (key) => keepServiceSecret(stores.database, key),
  };
}

/** A database as it is now. */
async function openFrozen(place: Place & { readonly kind: "database" }): Promise<MovableStores> {
  const database = await FrozenDatabase.open({ url: place.url });
  try {
    if (!(await isOfThisVersion(database)))
      throw new PlaceError(
        `${place.as}: ${nameOfPlace(place)} is of another version of opencode-share than this command. Use the one of the service.`,
      );
    const mark = databaseCopyMark(database);
    if ((await mark.read()) !== undefined) throw new UnfinishedCopyError("SHARE_DATABASE_URL");
    return frozenStores(database, mark);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function frozenStores(database: FrozenDatabase, mark: CopyMark): MovableStores {
  const shares = new PostgresStore({ database });
  const tokens = new PostgresTokenStore(database);
  const sessions = new PostgresSessionStore({ database });
  const audit = new PostgresAuditLog(database);
  return {
    ...{ shares: shares.toMove, tokens, sessions, audit, mark },
    key: () => findServiceSecret(database),
    takeOverKey: () => Promise.reject(new Error("what is frozen cannot be changed")),
    problems: () => problemsOf({ shares, tokens, sessions, audit }),
    assertHeld: () => {},
    close: () => shares.close(),
  };
}

function common(stores: Stores): Pick<MovableStores, "key" | "problems" | "close"> {
  return {
    key: stores.key,
    problems: () => problemsOf(stores),
    close: () => closeStores(stores),
  };
}

async function* problemsOf({
  shares,
  tokens,
  sessions,
  audit,
  damage,
}: Pick<Stores, "shares" | "tokens" | "sessions" | "audit"> & Partial<Stores>): AsyncGenerator<Problem> {
  for (const store of [shares, tokens, sessions, audit])
    for await (const { name, problem } of store.verify())
      if (problem !== undefined) yield { name, what: problem };
  if (damage) yield* await damage.list();
}
