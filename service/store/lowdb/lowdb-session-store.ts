import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { User } from "../../../protocol/identity.ts";
import type { KeptSessions, MovableSessions, SessionStore } from "../../identity/session-store.ts";
import type { Verified } from "../verified.ts";
import { DamagedFiles } from "./damaged-files.ts";
import type { OpenFile } from "./files.ts";
import type { JournalOptions } from "./journal-adapter.ts";
import { ReopenedJournal } from "./reopened-journal.ts";
import { Reserve } from "./reserve.ts";
import { SessionLedger } from "./session-ledger.ts";
import { verifyJournal } from "./verify-journal.ts";

export interface LowdbSessionStoreOptions {
  /** Which its opener holds alone. */
  readonly dataDir: string;
  readonly open?: OpenFile | undefined;
  readonly damaged?: DamagedFiles | undefined;
  readonly reserve?: Reserve | undefined;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Keeps sessions in a journal, `sessions.jsonl`, and its copy, of a data folder. When a record may be lost, all
 * sessions are over: people sign in again.
 */
export class LowdbSessionStore implements SessionStore, MovableSessions {
  readonly #damaged: DamagedFiles;
  readonly #files: JournalOptions;
  readonly #newLedger: () => SessionLedger;
  readonly #journal: ReopenedJournal<SessionLedger>;

  constructor({
    dataDir,
    open = fs.open,
    damaged = new DamagedFiles({ dataDir }),
    reserve = new Reserve(join(dataDir, "reserve"), open),
    now = Date.now,
  }: LowdbSessionStoreOptions) {
    const path = join(dataDir, "sessions.jsonl");
    const copyPath = join(dataDir, "sessions.copy.jsonl");
    this.#damaged = damaged;
    this.#files = {
      path,
      copyPath,
      sealPath: join(dataDir, "sessions.seal"),
      name: "sessions",
      open,
      mayBeNew: true,
      keepAside: (damage) => damaged.keep("sessions.jsonl", [path, copyPath], damage),
    };
    this.#newLedger = () => new SessionLedger(now);
    this.#journal = new ReopenedJournal(this.#files, this.#newLedger, reserve);
  }

  keepUser(key: string, user: User, until: number): Promise<void> {
    return this.#journal.update((ledger) => ledger.keepUser(key, user, until));
  }

  async findUser(key: string): Promise<User | undefined> {
    return (await this.#journal.opened()).read((ledger) => ledger.findUser(key));
  }

  end(sessionId: string, until: number): Promise<void> {
    return this.#journal.updateClosing((ledger) => ledger.end(sessionId, until));
  }

  async isEnded(sessionId: string, begunAt: number): Promise<boolean> {
    return (await this.#journal.opened()).read((ledger) => ledger.isEnded(sessionId, begunAt));
  }

  async kept(): Promise<KeptSessions> {
    return (await this.#journal.opened()).read((ledger) => ledger.kept());
  }

  takeOver(sessions: KeptSessions): Promise<void> {
    return this.#journal.update((ledger) => ledger.takeOver(sessions));
  }

  async *verify(): AsyncIterable<Verified> {
    await this.#journal.opened();
    const ledger = this.#newLedger();
    const found = await verifyJournal({
      ...this.#files,
      title: "sessions",
      replay: (json) => ledger.replay(json),
    });
    yield await this.#damaged.addTo(found, "sessions.jsonl");
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
