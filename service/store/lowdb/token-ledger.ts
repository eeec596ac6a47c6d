import type { KeptToken, TokenRecord } from "../../identity/token-store.ts";
import { withDamage, withoutDamage } from "./damage-names.ts";
import { RecordSenselessError } from "./journal-damage.ts";
import type { Ledger } from "./ledger.ts";
import type { RecordPlace } from "./scan-journal.ts";

/** A hash that was revoked stays known, so that its token can never come back. */
type Line =
  | { readonly added: TokenRecord; readonly suspended?: string | undefined }
  | { readonly revoked: string };

interface Entry {
  readonly record: TokenRecord;
  /** The damages in which its revocation may have been lost, as `withDamage` lists them; undefined: none. */
  readonly suspended?: string | undefined;
  /** The number of the record that it was read from. */
  readonly seq?: number | undefined;
}

/** All personal tokens of a service by their hash. */
export class TokenLedger implements Ledger {
  /** Undefined: revoked. */
  readonly #entries = new Map<string, Entry | undefined>();
  #unwritten: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** A token that counts. */
  find(hash: string): TokenRecord | undefined {
    const entry = this.#entries.get(hash);
    return entry?.suspended ? undefined : entry?.record;
  }

  /** All that were not revoked, also those that are suspended. */
  list(): TokenRecord[] {
    return this.#living().map(({ record }) => record);
  }

  /** How many do not count because their revocation may be lost. */
  get suspended(): number {
    return this.#living().filter(({ suspended }) => suspended).length;
  }

  /** All that is known. */
  kept(): KeptToken[] {
    return [...this.#entries].map(([hash, entry]) => (entry ? { added: entry.record } : { revoked: hash }));
  }

  /** Keeps what another store had; what is revoked here stays so. */
  takeOver(tokens: readonly KeptToken[]): void {
    for (const token of tokens)
      if ("added" in token) this.add(token.added);
      else if (!this.#entries.has(token.revoked) || this.#entries.get(token.revoked)) this.#write(token);
  }

  /** False when the hash is known already. */
  add(record: TokenRecord): boolean {
    if (this.#entries.has(record.hash)) return false;
    this.#write({ added: record });
    return true;
  }

  /** False when there is no such token. */
  revoke(hash: string): boolean {
    if (this.#entries.get(hash) === undefined) return false;
    this.#write({ revoked: hash });
    return true;
  }

  /** An admin has decided: the tokens that a damage has suspended count again, unless another has hit them, too. */
  reopen(damage: string): void {
    for (const { record, suspended } of this.#living()) {
      const left = withoutDamage(suspended, damage);
      if (left !== suspended) this.#write({ added: record, suspended: left });
    }
  }

  replay(json: Buffer, { seq }: Pick<RecordPlace, "seq">): void {
    const line = parse(json);
    if ("added" in line && this.#entries.has(line.added.hash) && !this.#entries.get(line.added.hash))
      throw new RecordSenselessError(line.added.hash);
    this.#apply(line, seq);
  }

  lose(upTo: number, name: string): void {
    for (const { record, seq = 0, suspended } of this.#living())
      if (seq < upTo) this.#write({ added: record, suspended: withDamage(suspended, name) });
  }

  takeUnwritten(): Uint8Array[] {
    return this.#unwritten.splice(0);
  }

  compacted(): Iterable<Uint8Array> {
    return [...this.#entries].map(([hash, entry]) => format(lineOf(hash, entry)));
  }

  #living(): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry !== undefined);
  }

  #write(line: Line): void {
    this.#apply(line);
    this.#unwritten.push(format(line));
  }

  #apply(line: Line, seq?: number): void {
    const hash = "added" in line ? line.added.hash : line.revoked;
    if (this.#entries.has(hash)) this.#bytes -= format(lineOf(hash, this.#entries.get(hash))).length;
    this.#entries.set(
      hash,
      "added" in line ? { record: line.added, suspended: line.suspended, seq } : undefined,
    );
    this.#bytes += format(line).length;
  }
}

function lineOf(hash: string, entry: Entry | undefined): Line {
  return entry ? { added: entry.record, suspended: entry.suspended } : { revoked: hash };
}

const format = (line: Line): Uint8Array => Buffer.from(JSON.stringify(line));

/** @throws RecordSenselessError */
function parse(json: Buffer): Line {
  const line = parseJson(json) as Partial<{ added: TokenRecord; suspended: string; revoked: string }>;
  const { added, suspended, revoked } = Object(line) as typeof line;
  if (typeof revoked === "string" && added === undefined) return { revoked };
  if (revoked === undefined && isRecord(added) && (suspended === undefined || typeof suspended === "string"))
    return { added, suspended };
  throw new RecordSenselessError();
}

function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new RecordSenselessError();
  }
}

function isRecord(added: unknown): added is TokenRecord {
  const { hash, user, label, createdAt, expiresAt } = Object(added) as Partial<TokenRecord>;
  return (
    typeof hash === "string" &&
    typeof Object(user).id === "string" &&
    typeof label === "string" &&
    Number.isFinite(createdAt) &&
    (expiresAt === null || Number.isFinite(expiresAt))
  );
}
