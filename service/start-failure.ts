import { messageOf } from "../primitives/message-of.ts";
import { ConfigError } from "./config.ts";
import { ServiceKeyError } from "./identity/service-key.ts";
import { maskTokens } from "./logging.ts";
import { PolicyError } from "./policy/service-policy.ts";
import { PlaceError } from "./storage/movable-stores.ts";
import { UnfinishedCopyError } from "./store/copy-mark.ts";
import { FolderInUseError, FolderLostError } from "./store/lowdb/lock-errors.ts";
import {
  DatabaseCopiedError,
  DatabaseInUseError,
  DatabaseLostError,
} from "./store/postgres/database-lease.ts";
import { NewerDatabaseError } from "./store/postgres/migrate.ts";
import { DatabaseUnusableError } from "./store/postgres/open-database.ts";

/** What a start was about, as far as it is known. */
export interface StartSettings {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
}

/** Errors whose message says all that their operator needs. */
const told = [
  ConfigError,
  PolicyError,
  FolderInUseError,
  FolderLostError,
  ServiceKeyError,
  DatabaseUnusableError,
  DatabaseInUseError,
  DatabaseLostError,
  NewerDatabaseError,
  DatabaseCopiedError,
  UnfinishedCopyError,
  PlaceError,
];

/** Why a service could not start, and what to do, in one sentence for each thing that is wrong; never a stack. */
export function startFailure(error: unknown, settings: StartSettings): string {
  return failure(error, "The service cannot start", settings);
}

/** As `startFailure`, of whatever was tried. @param what in words that a reason can follow */
export function failure(error: unknown, what: string, settings: StartSettings = {}): string {
  if (told.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, syscall } = systemErrorIn(error);
  const why = isOfListening(syscall) ? whyNotListening(code, settings) : whyNoFolder(code, settings);
  return why ?? `${what}: ${maskTokens(firstLineOf(error))}.`;
}

/** The system's error in or behind another. */
function systemErrorIn(error: unknown): { readonly code?: string; readonly syscall?: string } {
  for (let at = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string") return at as { code: string; syscall?: string };
  return {};
}

const isOfListening = (syscall: string | undefined) =>
  syscall === "listen" || syscall === "bind" || syscall?.startsWith("getaddrinfo") === true;

function whyNotListening(code: string | undefined, { host, port }: StartSettings): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `SHARE_PORT: ${port} is used by another program on ${host} (address already in use). Stop that one, or choose another port.`;
    case "EACCES":
    case "EPERM":
      return `SHARE_PORT: this user may not listen on port ${port}. Choose one from 1024 on, and let a proxy have the other.`;
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EINVAL":
      return `SHARE_HOST: ${host} is no address of this machine. Choose one that it has, or 127.0.0.1.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "EAI_NODATA":
      return `SHARE_HOST: the name ${host} cannot be resolved. Write an address of this machine.`;
    default:
      return undefined;
  }
}

function whyNoFolder(code: string | undefined, { dataDir }: StartSettings): string | undefined {
  const folder = `SHARE_DATA_DIR: the data folder${dataDir === undefined ? "" : ` ${dataDir}`}`;
  switch (code) {
    case "ENOTDIR":
    case "EEXIST":
      return `${folder} is, or lies below, something that is no folder. Choose another.`;
    case "EACCES":
    case "EPERM":
      return `${folder} cannot be read and written by this user. Give it the folder and all that is in it, or choose another.`;
    case "EROFS":
      return `${folder} lies on a file system that cannot be written. Choose another, or mount it for writing.`;
    case "ENOSPC":
    case "EDQUOT":
      return `${folder} lies on a full disk. Make room on it, and start again.`;
    case "EMFILE":
    case "ENFILE":
      return `${folder} cannot be opened, since too many files are open. Raise the limit (ulimit -n), and start again.`;
    case "ENAMETOOLONG":
    case "ELOOP":
    case "ENOENT":
      return `${folder} cannot be made or followed under this name. Choose another.`;
    case "EIO":
    case "ESTALE":
    case "ETIMEDOUT":
      return `${folder} lies on a disk that does not answer as it should. Check the disk or its connection, and start again.`;
    case "EISDIR":
      return `${folder} has a folder where a file belongs. Restore the data folder from a backup, or choose another.`;
    default:
      return undefined;
  }
}

const firstLineOf = (error: unknown) => messageOf(error).split("\n", 1)[0] ?? "";
