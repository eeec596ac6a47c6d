import type { User } from "../../protocol/identity.ts";
import type { Verified } from "../store/verified.ts";

/** A personal API token as it is kept: never the token, only its hash. */
export interface TokenRecord {
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  readonly user: User;
  /** What its holder recognises it by, such as `VS Code on thinkpad`. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** null: never. */
  readonly expiresAt: number | null;
}

/** What a store keeps of a token: the token, or by its hash that it was revoked. */
export type KeptToken = { readonly added: TokenRecord } | { readonly revoked: string };

/** Tokens as they move from one store to another, which nobody serves meanwhile. Every method throws StoreUnavailableError. */
export interface MovableTokens {
  /** All that are known. */
  kept(): Promise<readonly KeptToken[]>;
  /** Keeps what another store had. What is revoked here stays so. */
  takeOver(tokens: readonly KeptToken[]): Promise<void>;
}

/** Where personal tokens are kept. What a method has answered is durable. Every method throws StoreUnavailableError. */
export interface TokenStore {
  /** Keeps a token; false when one with this hash was there before, even one that is revoked. */
  add(record: TokenRecord): Promise<boolean>;
  /** A token that was not revoked, whether or not its time is over. */
  find(hash: string): Promise<TokenRecord | undefined>;
  /** All that were not revoked, the oldest first. */
  list(): Promise<readonly TokenRecord[]>;
  /** Ends a token for good; false when there is none. */
  revoke(hash: string): Promise<boolean>;
  /** Reads all that is kept and says of each journal whether it is whole. */
  verify(): AsyncIterable<Verified>;
  close(): Promise<void>;
}
