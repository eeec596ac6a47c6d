import type { Disposable } from "../../primitives/disposable.ts";
import type { LocalShare } from "./local-share.ts";

/** Where records are kept; more than one window may have the same place. */
export interface RecordStore {
  /** All readable records. */
  readAll(): Promise<readonly LocalShare[]>;
  read(shareId: string): Promise<LocalShare | undefined>;
  /** Adds or replaces a record. */
  write(record: LocalShare): Promise<void>;
  remove(shareId: string): Promise<void>;
  /** Resolves when a record can be written. */
  check(): Promise<void>;
  /** Calls back after records may have changed, whoever changed them. */
  watch(onDidChange: () => void): Disposable;
}
