import { createHash } from "node:crypto";
import type { TokenSealer } from "../identity/token-sealer.ts";
import type { ShareMeta } from "../store/store.ts";

const PURPOSE = "ticket";
/** How long an opened share can be read, ms. */
export const TICKET_MS = 12 * 60 * 60 * 1000;

/** Makes and reads the right of somebody who has opened a share, to read it for some time. */
export class Tickets {
  readonly #seal: TokenSealer;

  constructor(seal: TokenSealer) {
    this.#seal = seal;
  }

  /** @param expiresAt ms since 1970 */
  issue(meta: ShareMeta, expiresAt: number): Promise<string> {
    return this.#seal.seal(PURPOSE, { share: meta.shareId, lock: lockOf(meta) }, expiresAt);
  }

  /** Until when a ticket is for this share as it is now, ms since 1970; undefined: it is not. */
  async endOf(meta: ShareMeta, ticket: string): Promise<number | undefined> {
    const payload = await this.#seal.open(PURPOSE, ticket);
    const isFor = payload?.share === meta.shareId && payload.lock === lockOf(meta);
    return isFor && payload.exp !== undefined ? payload.exp * 1000 : undefined;
  }
}

/**
 * What a ticket has to fit: a random text that is made anew whenever the tickets so far end, so that none of them ever
 * counts again. A share whose tickets never ended has one that stands for its first password without telling of it.
 */
export function lockOf({ lock, passwordHash }: ShareMeta): string {
  if (lock !== undefined) return lock;
  return createHash("sha256")
    .update(passwordHash ?? "")
    .digest("base64url")
    .slice(0, 16);
}

/**
 * Whether a change of a share ends all its tickets: a password that is set or another one; a number of views where there
 * was none; and one that is lowered to as many as are used up, or fewer. What lets more people in ends none, and
 * brings none back.
 */
export function endsTickets(before: ShareMeta, after: ShareMeta): boolean {
  if (after.passwordHash && after.passwordHash !== before.passwordHash) return true;
  const most = viewsOf(after);
  if (most >= viewsOf(before)) return false;
  return viewsOf(before) === Number.POSITIVE_INFINITY || most <= (after.views ?? 0);
}

/** How often a share may be opened in all. */
function viewsOf({ maxViews }: ShareMeta): number {
  return maxViews ?? Number.POSITIVE_INFINITY;
}
