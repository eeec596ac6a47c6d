import * as z from "zod";
import { type AuthMode, type User, userSchema } from "../../protocol/identity.ts";
import type { PersonalTokens } from "./personal-tokens.ts";
import type { TokenSealer } from "./token-sealer.ts";
import { newToken } from "./tokens.ts";

/** How long somebody stays signed in with a browser, ms. */
export const SESSION_MS = 8 * 60 * 60 * 1000;
/** Browsers drop a cookie above 4096 bytes; sealing makes a third more of what is in it. */
const MAX_USER_BYTES = 2_500;

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
  /** Groups of the user that no cookie has room for. */
  readonly groupsLeftOut: number;
}

export interface SessionsDeps {
  readonly mode: AuthMode;
  readonly seal: TokenSealer;
  readonly tokens: PersonalTokens;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const sealedSchema = z.object({
  jti: z.string(),
  exp: z.number(),
  proof: z.union([z.object({ user: userSchema }), z.object({ tokenHash: z.string() })]),
});

/** Who is signed in with a browser: all that is known stands in the sealed cookie, beside the sessions that were ended. */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #purpose: string;
  /** Ended before their time, by their id, with that time in ms since 1970: a copy of the cookie is worth nothing. */
  readonly #ended = new Map<string, number>();

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    // A session that was made while people signed in another way ends with that way.
    this.#purpose = `session by ${deps.mode}`;
  }

  /** Begins a session; every one is new, whatever the browser brought along. */
  async start(proof: SessionProof): Promise<NewSession> {
    const end = this.#deps.now() + SESSION_MS;
    const expiresAt = "tokenHash" in proof && proof.endsAt !== null ? Math.min(end, proof.endsAt) : end;
    const kept = "user" in proof ? { user: withGroupsThatFit(proof.user) } : { tokenHash: proof.tokenHash };
    const sealed = await this.#deps.seal.seal(this.#purpose, { jti: newToken(), proof: kept }, expiresAt);
    const groupsLeftOut =
      "user" in proof && "user" in kept ? proof.user.groups.length - kept.user.groups.length : 0;
    return { sealed, expiresAt, groupsLeftOut };
  }

  /** The session in a cookie; undefined when it is over, was ended, or its token does not count any more. */
  async find(sealed: string): Promise<Session | undefined> {
    const opened = await this.#open(sealed);
    if (!opened || this.#ended.has(opened.jti)) return undefined;
    if ("user" in opened.proof) return { user: opened.proof.user, proofEndsAt: null };
    const record = await this.#deps.tokens.find(opened.proof.tokenHash);
    return record && { user: record.user, proofEndsAt: record.expiresAt };
  }

  /** Ends a session before its time. */
  async end(sealed: string): Promise<void> {
    const opened = await this.#open(sealed);
    if (!opened) return;
    const now = this.#deps.now();
    for (const [id, expiresAt] of this.#ended) if (expiresAt <= now) this.#ended.delete(id);
    this.#ended.set(opened.jti, opened.exp * 1000);
  }

  async #open(sealed: string): Promise<z.output<typeof sealedSchema> | undefined> {
    return sealedSchema.safeParse(await this.#deps.seal.open(this.#purpose, sealed)).data;
  }
}

function withGroupsThatFit(user: User): User {
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  let left = MAX_USER_BYTES - bytes({ ...user, groups: [] });
  const groups = user.groups.filter((group) => {
    left -= bytes(group) + 1;
    return left >= 0;
  });
  return { ...user, groups };
}
