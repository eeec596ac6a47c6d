import { PERSONAL_TOKEN_PREFIX, type User } from "../../protocol/identity.ts";
import { Refusal } from "../errors/refusal.ts";
import type { TokenRecord, TokenStore } from "./token-store.ts";
import { hashSecret, newToken } from "./tokens.ts";

export interface PersonalTokensDeps {
  readonly store: TokenStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a new token is for. */
export interface TokenRequest {
  readonly user: User;
  readonly label: string;
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
}

export interface NewToken {
  readonly token: string;
  readonly record: TokenRecord;
}

/** Personal API tokens: made once, kept as hashes, ended one by one. */
export class PersonalTokens {
  readonly #deps: PersonalTokensDeps;

  constructor(deps: PersonalTokensDeps) {
    this.#deps = deps;
  }

  /** Makes a token that does not count before `keep`; it is told here and never again. */
  prepare(request: TokenRequest): NewToken {
    const token = PERSONAL_TOKEN_PREFIX + newToken();
    return { token, record: { ...request, hash: hashSecret(token), createdAt: this.#deps.now() } };
  }

  /** Lets a token count. */
  async keep({ record }: NewToken): Promise<void> {
    await this.#deps.store.add(record);
  }

  /** Makes a token that counts at once. */
  async create(request: TokenRequest): Promise<NewToken> {
    const made = this.prepare(request);
    await this.keep(made);
    return made;
  }

  /** Lets a token count that somebody else made, of which the service knows only the hash; false when it is known already. */
  admit(hash: string, request: TokenRequest): Promise<boolean> {
    return this.#deps.store.add({ ...request, hash, createdAt: this.#deps.now() });
  }

  /** What is known of a token that counts, by its hash; undefined when it is unknown, revoked or over. */
  async find(hash: string): Promise<TokenRecord | undefined> {
    const record = await this.#deps.store.find(hash);
    return record && this.#isOver(record) ? undefined : record;
  }

  /** Ends a token for good; false when there is none. */
  revoke(token: string): Promise<boolean> {
    return this.#deps.store.revoke(hashSecret(token));
  }

  /**
   * Whose token it is.
   * @throws Refusal `invalidCredentials` when it is unknown, revoked or over
   */
  async userOf(token: string): Promise<User> {
    const record = await this.#deps.store.find(hashSecret(token));
    if (!record) throw new Refusal("invalidCredentials", "this personal token is unknown or was revoked");
    if (this.#isOver(record)) throw new Refusal("invalidCredentials", "this personal token has expired");
    return record.user;
  }

  #isOver({ expiresAt }: TokenRecord): boolean {
    return expiresAt !== null && expiresAt <= this.#deps.now();
  }
}
