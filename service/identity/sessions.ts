import * as z from "zod";
import { type AuthMode, type User, userSchema } from "../../protocol/identity.ts";
import { StoreUnavailableError } from "../store/errors.ts";
import type { PersonalTokens } from "./personal-tokens.ts";
import type { SessionStore } from "./session-store.ts";
import type { TokenSealer } from "./token-sealer.ts";
import { hashSecret, newToken } from "./tokens.ts";

/** How long somebody stays signed in with a browser, ms. */
export const SESSION_MS = 8 * 60 * 60 * 1000;
/**
 * What a cookie may say of somebody: sealing makes a third more of it. All headers of an answer have to fit into 4 KB
 * where a stock nginx stands before the service.
 */
const MAX_USER_BYTES = 1_200;

/** What a browser session rests on: what the provider said, or a personal token, by its hash, that must still count. */
export type SessionProof =
  | { readonly user: User }
  | { readonly tokenHash: string; readonly endsAt: number | null };

/** A browser session that counts. */
export interface Session {
  readonly user: User;
  /** When what it rests on ends, ms since 1970; null: never. Nothing made from the session may last longer. */
  readonly proofEndsAt: number | null;
}

export interface NewSession {
  /** What the cookie holds. */
  readonly sealed: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface SessionsDeps {
  readonly mode: AuthMode;
  readonly seal: TokenSealer;
  readonly tokens: PersonalTokens;
  readonly store: SessionStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const sealedSchema = z.object({
  jti: z.string(),
  exp: z.number(),
  begunAt: z.number().default(0),
  proof: z.union([
    z.object({ user: userSchema }),
    z.object({ userKey: z.string() }),
    z.object({ tokenHash: z.string() }),
  ]),
});
type Opened = z.output<typeof sealedSchema>;

/**
 * Who is signed in with a browser. What is known of them stands in the sealed cookie, or in the store where it would be
 * too long for one; sessions that were ended are remembered until their time is over.
 */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #purpose: string;
  /** Ended, and not yet written down, by their id, with the end of their time in ms since 1970. */
  readonly #ending = new Map<string, number>();

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    // A session that was made while people signed in another way ends with that way.
    this.#purpose = `session by ${deps.mode}`;
  }

  /**
   * Begins a session; every one is new, whatever the browser brought along.
   * @throws StoreUnavailableError when there is more to remember than a cookie holds
   */
  async start(proof: SessionProof): Promise<NewSession> {
    const begunAt = this.#deps.now();
    const end = begunAt + SESSION_MS;
    const expiresAt = "tokenHash" in proof && proof.endsAt !== null ? Math.min(end, proof.endsAt) : end;
    const kept = "user" in proof ? await this.#keep(proof.user, expiresAt) : { tokenHash: proof.tokenHash };
    const session = { jti: newToken(), begunAt, proof: kept };
    return { sealed: await this.#deps.seal.seal(this.#purpose, session, expiresAt), expiresAt };
  }

  /**
   * The session in a cookie; undefined when it is over, was ended, or its token does not count any more.
   * @throws StoreUnavailableError
   */
  async find(sealed: string): Promise<Session | undefined> {
    const opened = await this.#open(sealed);
    if (!opened || this.#ending.has(opened.jti)) return undefined;
    if (await this.#deps.store.isEnded(opened.jti, opened.begunAt)) return undefined;
    const { proof } = opened;
    if ("tokenHash" in proof) {
      const record = await this.#deps.tokens.find(proof.tokenHash);
      return record && { user: record.user, proofEndsAt: record.expiresAt };
    }
    const user = "user" in proof ? proof.user : await this.#deps.store.findUser(proof.userKey);
    return user && { user, proofEndsAt: null };
  }

  /** Ends a session before its time, at once; where that cannot be written now, it is tried again with the next one. */
  async end(sealed: string): Promise<void> {
    const opened = await this.#open(sealed);
    if (!opened) return;
    this.#ending.set(opened.jti, opened.exp * 1000);
    for (const [id, until] of this.#ending)
      try {
        if (until > this.#deps.now()) await this.#deps.store.end(id, until);
        this.#ending.delete(id);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        return;
      }
  }

  async #keep(user: User, until: number): Promise<{ user: User } | { userKey: string }> {
    if (Buffer.byteLength(JSON.stringify(user)) <= MAX_USER_BYTES) return { user };
    const userKey = hashSecret(JSON.stringify([user.org, user.id]));
    await this.#deps.store.keepUser(userKey, user, until);
    return { userKey };
  }

  async #open(sealed: string): Promise<Opened | undefined> {
    return sealedSchema.safeParse(await this.#deps.seal.open(this.#purpose, sealed)).data;
  }
}
