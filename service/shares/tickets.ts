import { createHash } from "node:crypto";
import type { Seal } from "../identity/seal.ts";
import type { ShareMeta } from "../store/store.ts";

const PURPOSE = "ticket";
/** How long an opened share can be read, ms. */
export const TICKET_MS = 12 * 60 * 60 * 1000;

/** Makes and reads the right of somebody who has opened a share, to read it for some time. */
export class Tickets {
  readonly #seal: Seal;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  /** @param expiresAt ms since 1970 */
  issue(meta: ShareMeta, expiresAt: number): Promise<string> {
    return this.#seal.seal(PURPOSE, { share: meta.shareId, lock: lockOf(meta) }, expiresAt);
  }

  /** Whether a ticket is for this share as it is now: a new password ends those of the old one. */
  async admits(meta: ShareMeta, ticket: string): Promise<boolean> {
    const payload = await this.#seal.open(PURPOSE, ticket);
    return payload?.share === meta.shareId && payload.lock === lockOf(meta);
  }
}

/** Stands for the password without telling of it. */
function lockOf({ passwordHash }: ShareMeta): string {
  return createHash("sha256")
    .update(passwordHash ?? "")
    .digest("base64url")
    .slice(0, 16);
}
