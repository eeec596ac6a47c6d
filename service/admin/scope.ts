import type { User } from "../../protocol/identity.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";

/** What somebody manages: everything, or one organisation. */
export interface Scope {
  /** undefined: all. */
  readonly org: string | undefined;
}

/**
 * What the caller manages, narrowed to an organisation if one is given.
 * @throws Refusal `signInRequired`
 * @throws Refusal `notAdmin`
 */
export function scopeOf(caller: Caller, org?: string): Scope {
  const user = signedIn(caller);
  if (user.role === "admin") return { org };
  if (user.role !== "orgAdmin")
    throw new Refusal("notAdmin", "Only admins may do this. Ask an admin of this service.");
  if (org !== undefined && org !== user.org)
    throw new Refusal("notAdmin", `You manage what belongs to ${user.org}, and nothing else.`);
  return { org: user.org };
}

/**
 * @throws Refusal `signInRequired`
 * @throws Refusal `notAdmin`
 */
export function assertAdmin(caller: Caller): void {
  if (signedIn(caller).role !== "admin")
    throw new Refusal("notAdmin", "Only an admin of the whole service may do this. Ask one.");
}

function signedIn({ user }: Caller): User {
  if (!user) throw new Refusal("signInRequired");
  return user;
}
