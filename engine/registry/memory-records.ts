import type { Disposable } from "../sources/session-source.ts";
import type { RecordStore, ShareRecord } from "./share-registry.ts";

/** Keeps records for as long as it lives. */
export class MemoryRecords implements RecordStore {
  readonly #records = new Map<string, ShareRecord>();

  has(shareId: string): boolean {
    return this.#records.has(shareId);
  }

  async readAll(): Promise<readonly ShareRecord[]> {
    return [...this.#records.values()];
  }

  async read(shareId: string): Promise<ShareRecord | undefined> {
    return this.#records.get(shareId);
  }

  async write(record: ShareRecord): Promise<void> {
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
