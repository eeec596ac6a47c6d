/** A note beside what is kept: that it is a copy which is not finished, and of what. Every method throws StoreUnavailableError. */
export interface CopyMark {
  /** What is being copied; undefined: nothing is. */
  read(): Promise<string | undefined>;
  /** Notes it, durably. */
  set(source: string): Promise<void>;
  /** The copy is finished. */
  clear(): Promise<void>;
}

/** What is kept is an unfinished copy, which nobody may serve; the message says what to do. */
export class UnfinishedCopyError extends Error {
  /** @param setting what names it */
  constructor(setting: "SHARE_DATA_DIR" | "SHARE_DATABASE_URL") {
    const what = setting === "SHARE_DATA_DIR" ? "data folder" : "database";
    super(
      `${setting}: a copy into this ${what} was begun and is not finished. Give the same “opencode-share-admin copy” again to finish it, or name another ${what}.`,
    );
    this.name = "UnfinishedCopyError";
  }
}
