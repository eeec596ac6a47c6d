import type { AdminUser } from "../../protocol/admin.ts";
import type { TokenRecord } from "../identity/token-store.ts";
import type { ListedShare } from "../store/store.ts";

/** Everybody whom tokens or shares tell of, by organisation and id. */
export async function usersOf(
  tokens: readonly TokenRecord[],
  pages: AsyncIterable<readonly ListedShare[]>,
): Promise<AdminUser[]> {
  const users = new Map<string, AdminUser>();
  for (const { user } of tokens) {
    const { id, name, email, org, role } = user;
    const known = { ...knownAs(users, id, org), role };
    const { tokens: count } = known;
    const said = { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) };
    users.set(keyOf(id, org), { ...known, ...said, tokens: count + 1 });
  }
  for await (const shares of pages)
    for (const { owner, org } of shares) {
      if (!owner || org === undefined) continue;
      const known = knownAs(users, owner.id, org);
      const said = owner.name === undefined ? {} : { name: owner.name };
      users.set(keyOf(owner.id, org), { ...said, ...known, shares: known.shares + 1 });
    }
  return [...users.values()].sort((a, b) => compare(a.org, b.org) || compare(a.id, b.id));
}

const keyOf = (id: string, org: string) => JSON.stringify([org, id]);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function knownAs(users: ReadonlyMap<string, AdminUser>, id: string, org: string): AdminUser {
  return users.get(keyOf(id, org)) ?? { id, org, tokens: 0, shares: 0 };
}
