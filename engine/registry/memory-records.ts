import type { Disposable } from "../../primitives/disposable.ts";
import type { LocalShare } from "./local-share.ts";
import type { RecordStore } from "./record-store.ts";

/** Keeps records for as long as it lives. */
export class MemoryRecords implements RecordStore {
  readonly #records = new Map<string, LocalShare>();

  has(shareId: string): boolean {
    return this.#records.has(shareId);
  }

  async readAll(): Promise<readonly LocalShare[]> {
    return [...this.#records.values()];
  }

  async read(shareId: string): Promise<LocalShare | undefined> {
    return this.#records.get(shareId);
  }

  async write(record: LocalShare): Promise<void> {
    this.#records.set(record.shareId, record);
  }

  async remove(shareId: string): Promise<void> {
    this.#records.delete(shareId);
  }

  async check(): Promise<void> {}

  watch(): Disposable {
    return { dispose() {} };
  }
}
