import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { TokenRecord, TokenStore } from "../../identity/token-store.ts";
import type { Verified } from "../verified.ts";
import type { OpenFile } from "./files.ts";
import { ReopenedJournal } from "./reopened-journal.ts";
import { TokenLedger } from "./token-ledger.ts";
import { verifyJournal } from "./verify-journal.ts";

/** Keeps personal tokens in a journal, `tokens.jsonl`, of a data folder that its opener holds alone. */
export class LowdbTokenStore implements TokenStore {
  readonly #path: string;
  readonly #journal: ReopenedJournal<TokenLedger>;

  constructor(dataDir: string, open: OpenFile = fs.open) {
    this.#path = join(dataDir, "tokens.jsonl");
    this.#journal = new ReopenedJournal(this.#path, () => new TokenLedger(), open);
  }

  add(record: TokenRecord): Promise<boolean> {
    return this.#journal.update((ledger) => ledger.add(record));
  }

  async find(hash: string): Promise<TokenRecord | undefined> {
    return (await this.#journal.opened()).read(({ records }) => records.get(hash));
  }

  async list(): Promise<readonly TokenRecord[]> {
    const journal = await this.#journal.opened();
    return journal.read(({ records }) => [...records.values()].filter((record) => record !== undefined));
  }

  revoke(hash: string): Promise<boolean> {
    return this.#journal.update((ledger) => ledger.revoke(hash));
  }

  async *verify(): AsyncIterable<Verified> {
    const { lostLines } = await this.#journal.opened();
    yield await verifyJournal({ path: this.#path, name: "tokens", lostLines, ledger: new TokenLedger() });
  }

  async close(): Promise<void> {
    await (await this.#journal.current?.catch(() => undefined))?.close();
  }
}
