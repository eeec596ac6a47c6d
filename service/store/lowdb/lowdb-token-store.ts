import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { TokenRecord, TokenStore } from "../../identity/token-store.ts";
import type { Verified } from "../verified.ts";
import type { OpenFile } from "./files.ts";
import { Journal } from "./journal.ts";
import { TokenLedger } from "./token-ledger.ts";
import { verifyJournal } from "./verify-journal.ts";

/** Keeps personal tokens in a journal, `tokens.jsonl`, of a data folder that its opener holds alone. */
export class LowdbTokenStore implements TokenStore {
  readonly #path: string;
  readonly #open: OpenFile;
  #journal: Promise<Journal<TokenLedger>> | undefined;

  constructor(dataDir: string, open: OpenFile = fs.open) {
    this.#path = join(dataDir, "tokens.jsonl");
    this.#open = open;
  }

  add(record: TokenRecord): Promise<boolean> {
    return this.#update((ledger) => ledger.add(record));
  }

  async find(hash: string): Promise<TokenRecord | undefined> {
    return (await this.#opened()).read(({ records }) => records.get(hash));
  }

  async list(): Promise<readonly TokenRecord[]> {
    const journal = await this.#opened();
    return journal.read(({ records }) => [...records.values()].filter((record) => record !== undefined));
  }

  revoke(hash: string): Promise<boolean> {
    return this.#update((ledger) => ledger.revoke(hash));
  }

  async *verify(): AsyncIterable<Verified> {
    const { lostLines } = await this.#opened();
    yield await verifyJournal({ path: this.#path, name: "tokens", lostLines, ledger: new TokenLedger() });
  }

  async close(): Promise<void> {
    await (await this.#journal?.catch(() => undefined))?.close();
  }

  #opened(): Promise<Journal<TokenLedger>> {
    if (!this.#journal) {
      const opening = Journal.open(this.#path, () => new TokenLedger(), this.#open);
      this.#journal = opening;
      opening.catch(() => this.#forget(opening));
    }
    return this.#journal;
  }

  /** After a write has failed the memory is ahead of the disk, so the journal is read anew the next time. */
  async #update<T>(change: (ledger: TokenLedger) => T): Promise<T> {
    const opening = this.#opened();
    const journal = await opening;
    try {
      return await journal.update(change);
    } catch (error) {
      this.#forget(opening);
      await journal.close();
      throw error;
    }
  }

  #forget(opening: Promise<Journal<TokenLedger>>): void {
    if (this.#journal === opening) this.#journal = undefined;
  }
}
