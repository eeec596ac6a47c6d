import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { KeptToken, MovableTokens, TokenRecord, TokenStore } from "../../identity/token-store.ts";
import { type Verified, withProblem } from "../verified.ts";
import { DamagedFiles } from "./damaged-files.ts";
import type { OpenFile } from "./files.ts";
import type { JournalOptions } from "./journal-adapter.ts";
import { ReopenedJournal } from "./reopened-journal.ts";
import { Reserve } from "./reserve.ts";
import { TokenLedger } from "./token-ledger.ts";
import { verifyJournal } from "./verify-journal.ts";

/**
 * Keeps personal tokens in a journal, `tokens.jsonl`, and its copy, of a data folder that its opener holds alone. A
 * token whose revocation may be lost does not count until an admin has decided.
 */
export class LowdbTokenStore implements TokenStore, MovableTokens {
  readonly #damaged: DamagedFiles;
  readonly #files: JournalOptions;
  readonly #journal: ReopenedJournal<TokenLedger>;

  constructor(
    dataDir: string,
    open: OpenFile = fs.open,
    damaged = new DamagedFiles({ dataDir }),
    reserve = new Reserve(join(dataDir, "reserve"), open),
  ) {
    const path = join(dataDir, "tokens.jsonl");
    const copyPath = join(dataDir, "tokens.copy.jsonl");
    this.#damaged = damaged;
    this.#files = {
      path,
      copyPath,
      sealPath: join(dataDir, "tokens.seal"),
      name: "tokens",
      open,
      mayBeNew: true,
      keepAside: (damage) => damaged.keep("tokens.jsonl", [path, copyPath], damage),
    };
    this.#journal = new ReopenedJournal(this.#files, () => new TokenLedger(), reserve);
  }

  add(record: TokenRecord): Promise<boolean> {
    return this.#journal.update((ledger) => ledger.add(record));
  }

  async find(hash: string): Promise<TokenRecord | undefined> {
    return (await this.#journal.opened()).read((ledger) => ledger.find(hash));
  }

  async list(): Promise<readonly TokenRecord[]> {
    return (await this.#journal.opened()).read((ledger) => ledger.list());
  }

  revoke(hash: string): Promise<boolean> {
    return this.#journal.updateClosing((ledger) => ledger.revoke(hash));
  }

  /** An admin has decided: the tokens that a damage has suspended count again, unless another has hit them, too. */
  reopen(damage: string): Promise<void> {
    return this.#journal.update((ledger) => ledger.reopen(damage));
  }

  async kept(): Promise<readonly KeptToken[]> {
    return (await this.#journal.opened()).read((ledger) => ledger.kept());
  }

  takeOver(tokens: readonly KeptToken[]): Promise<void> {
    return this.#journal.update((ledger) => ledger.takeOver(tokens));
  }

  async *verify(): AsyncIterable<Verified> {
    const suspended = (await this.#journal.opened()).peek((ledger) => ledger.suspended);
    const ledger = new TokenLedger();
    const found = await verifyJournal({
      ...this.#files,
      title: "tokens",
      replay: (json, place) => ledger.replay(json, place),
    });
    const lost = `${suspended} tokens are suspended: their revocation may be lost`;
    yield await this.#damaged.addTo(suspended === 0 ? found : withProblem(found, lost), "tokens.jsonl");
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
