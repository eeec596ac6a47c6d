import { hostname } from "node:os";
import type { LockRecord } from "./lock-file.ts";

/** Another running service has the data folder. */
export class FolderInUseError extends Error {
  readonly folder: string;

  /** @param holder who has it, as far as it is known */
  constructor(folder: string, holder?: Pick<LockRecord, "host" | "pid">) {
    const where = holder && holder.host !== hostname() ? ` (process ${holder.pid} on ${holder.host})` : "";
    super(
      `Another service${where} is already running on the data folder ${folder}. Stop that one, or choose another folder with SHARE_DATA_DIR.`,
    );
    this.name = "FolderInUseError";
    this.folder = folder;
  }
}

/** Somebody else has the data folder now; this process must write nothing more to it. */
export class FolderLostError extends Error {
  readonly folder: string;

  constructor(folder: string) {
    super(
      `The data folder ${folder} is no longer this service's: its file lock was removed or taken over. Nothing more is written; start the service again when no other one runs on the folder.`,
    );
    this.name = "FolderLostError";
    this.folder = folder;
  }
}
