import type { RemovedUser } from "../../protocol/admin.ts";
import type { Caller } from "../identity/caller.ts";
import type { Shares } from "../shares/shares.ts";
import type { Stores } from "../storage/stores.ts";
import { allShares } from "./all-shares.ts";
import { unlessGone } from "./share-directory.ts";

/** What came of removing somebody: how much was ended, and what could not be. */
export interface Removal {
  readonly removed: RemovedUser;
  readonly failures: readonly unknown[];
}

/** Most times that all is looked through. Who is known by a provider, and not by tokens, could go on sharing meanwhile. */
const MOST_ROUNDS = 10;

/** Revokes all tokens and then all shares of a user, also those that they get while that is done. */
export async function removeAllOf(
  { stores, shares }: { readonly stores: Stores; readonly shares: Shares },
  caller: Caller,
  { id, org }: { readonly id: string; readonly org: string },
): Promise<Removal> {
  const removed = { tokens: 0, shares: 0 };
  const failures: unknown[] = [];
  for (let round = 0; round < MOST_ROUNDS && failures.length === 0; round++) {
    const before = removed.tokens + removed.shares;
    await attempt(removeTokens);
    await attempt(removeShares);
    if (removed.tokens + removed.shares === before) break;
  }
  return { removed, failures };

  async function removeTokens(): Promise<void> {
    for (const { hash, user } of await stores.tokens.list())
      if (user.id === id && user.org === org)
        await attempt(async () => {
          if (await stores.tokens.revoke(hash)) removed.tokens += 1;
        });
  }

  async function removeShares(): Promise<void> {
    for await (const page of allShares(stores.shares, { org, ownerId: id }))
      for (const { shareId } of page)
        await attempt(async () => {
          const isRemoved = shares.remove(caller, shareId).then(() => true);
          if (await unlessGone(isRemoved, false)) removed.shares += 1;
        });
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => failures.push(error));
  }
}
