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

/** Revokes all tokens and then all shares of a user. */
export async function removeAllOf(
  { stores, shares }: { readonly stores: Stores; readonly shares: Shares },
  caller: Caller,
  { id, org }: { readonly id: string; readonly org: string },
): Promise<Removal> {
  const removed = { tokens: 0, shares: 0 };
  const failures: unknown[] = [];
  await attempt(async () => {
    for (const { hash, user } of await stores.tokens.list())
      if (user.id === id && user.org === org)
        await attempt(async () => {
          if (await stores.tokens.revoke(hash)) removed.tokens += 1;
        });
  });
  await attempt(async () => {
    for await (const page of allShares(stores.shares, { org, ownerId: id }))
      for (const { shareId } of page)
        await attempt(async () => {
          const isRemoved = shares.remove(caller, shareId).then(() => true);
          if (await unlessGone(isRemoved, false)) removed.shares += 1;
        });
  });
  return { removed, failures };

  async function attempt(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => failures.push(error));
  }
}
