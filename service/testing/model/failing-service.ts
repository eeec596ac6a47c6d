import { closeStores, memoryStores, type Stores } from "../../storage/stores.ts";
import { LowdbAuditLog } from "../../store/lowdb/lowdb-audit-log.ts";
import { LowdbSessionStore } from "../../store/lowdb/lowdb-session-store.ts";
import { LowdbStore } from "../../store/lowdb/lowdb-store.ts";
import { LowdbTokenStore } from "../../store/lowdb/lowdb-token-store.ts";
import { FullDisk } from "../full-disk.ts";
import { TestApp } from "../test-app.ts";

/** Less than any record needs, in bytes. */
const NO_ROOM = 5;

/** A service on a data folder whose disk, and whose audit's, can be full; it can be started anew. For tests. */
export class FailingService {
  readonly #dataDir: string;
  readonly #key = new Uint8Array(32).fill(7);
  readonly #disk = new FullDisk();
  readonly #auditDisk = new FullDisk();
  #app: TestApp | undefined;
  now = Date.now();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  get app(): TestApp {
    if (!this.#app) throw new Error("the service is not started");
    return this.#app;
  }

  async start(): Promise<void> {
    const names = ["readsPerAddressPerMinute", "opensPerAddressPerMinute", "changesPerUserPerMinute"];
    const limits = Object.fromEntries(names.map((name) => [name, 1_000_000]));
    const stores = await this.#open();
    this.#app = await TestApp.build({ auth: "token", stores, key: this.#key, policy: { limits } });
    this.#app.clock.now = this.now;
  }

  /** Stops it, with the audit as it is, and starts it anew. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.app.app.close();
    await this.app.parts.audit.close();
    await closeStores(this.app.stores);
  }

  advance(ms: number): void {
    this.now += ms;
    this.app.clock.now = this.now;
  }

  fillDisk(isFull: boolean): void {
    this.#disk.room = isFull ? NO_ROOM : Number.POSITIVE_INFINITY;
  }

  fillAudit(isFull: boolean): void {
    this.#auditDisk.room = isFull ? NO_ROOM : Number.POSITIVE_INFINITY;
  }

  async #open(): Promise<Stores> {
    const { open } = this.#disk;
    const dataDir = this.#dataDir;
    const shares = await LowdbStore.open({ dataDir, open });
    const tokens = new LowdbTokenStore(dataDir, shares.open, undefined, shares.reserve);
    const sessions = new LowdbSessionStore({ dataDir, open: shares.open, reserve: shares.reserve });
    // The damage that nothing does here is kept by the others.
    return {
      ...memoryStores(),
      shares,
      tokens,
      sessions,
      audit: new LowdbAuditLog(dataDir, this.#auditDisk.open),
    };
  }
}
