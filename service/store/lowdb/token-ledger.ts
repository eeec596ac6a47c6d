import type { TokenRecord } from "../../identity/token-store.ts";
import type { Ledger } from "./journal-adapter.ts";

/** A hash that was revoked stays known, so that its token can never come back. */
type Line = { readonly added: TokenRecord } | { readonly revoked: string };

/** All personal tokens of a service by their hash; undefined: revoked. */
export class TokenLedger implements Ledger {
  readonly records = new Map<string, TokenRecord | undefined>();
  #unwritten: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** False when the hash is known already. */
  add(record: TokenRecord): boolean {
    if (this.records.has(record.hash)) return false;
    this.#write({ added: record });
    return true;
  }

  /** False when there is no such token. */
  revoke(hash: string): boolean {
    if (this.records.get(hash) === undefined) return false;
    this.#write({ revoked: hash });
    return true;
  }

  replay(json: Buffer): void {
    this.#apply(JSON.parse(json.toString()) as Line);
  }

  takeUnwritten(): Uint8Array[] {
    return this.#unwritten.splice(0);
  }

  compacted(): Iterable<Uint8Array> {
    return [...this.records].map(([hash, record]) => format(record ? { added: record } : { revoked: hash }));
  }

  #write(line: Line): void {
    this.#apply(line);
    this.#unwritten.push(format(line));
  }

  #apply(line: Line): void {
    const hash = "added" in line ? line.added.hash : line.revoked;
    const before = this.records.get(hash);
    if (before) this.#bytes -= format({ added: before }).length;
    this.records.set(hash, "added" in line ? line.added : undefined);
    this.#bytes += format(line).length;
  }
}

const format = (line: Line): Uint8Array => Buffer.from(JSON.stringify(line));
