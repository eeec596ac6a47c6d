import type { User } from "../../protocol/identity.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import { isSecretOf } from "../identity/tokens.ts";
import { knownAudience } from "../policy/known-words.ts";
import type { ShareMeta } from "../store/store.ts";

/** True for whoever holds the owner secret, and for the one who created the share, signed in. */
export function isOwner(meta: ShareMeta, { secret, user }: Caller): boolean {
  if (secret !== undefined && isSecretOf(meta.secretHash, secret)) return true;
  return user !== undefined && isCreator(meta, user);
}

/** @throws Refusal `wrongSecret` */
export function assertOwner(meta: ShareMeta, caller: Caller): void {
  if (!isOwner(meta, caller)) throw new Refusal("wrongSecret");
}

/** Who may end a share: its owner, an admin of its organisation, an admin of the service. @throws Refusal `wrongSecret` */
export function assertMayRevoke(meta: ShareMeta, caller: Caller): void {
  if (isOwner(meta, caller) || isAdminOf(meta.org, caller.user)) return;
  throw new Refusal("wrongSecret");
}

/** Whether somebody manages what belongs to an organisation (undefined: to nobody). */
export function isAdminOf(org: string | undefined, user: User | undefined): boolean {
  if (user?.role === "admin") return true;
  return user?.role === "orgAdmin" && user.org === org;
}

/**
 * Lets those pass whom the share's audience names. Nothing but a link crosses an organisation's border, and
 * being an admin is no reason to read.
 * @throws Refusal `signInRequired`
 * @throws Refusal `otherOrg`, `notNamed`
 */
export function assertInAudience(meta: ShareMeta, caller: Caller): void {
  if (meta.audience === "link" || isOwner(meta, caller)) return;
  if (!caller.user) throw new Refusal("signInRequired");
  if (caller.user.org !== meta.org) throw new Refusal("otherOrg");
  if (!isNamed(meta, caller.user)) throw new Refusal("notNamed");
}

function isNamed({ audience, people = [], groups = [] }: ShareMeta, user: User): boolean {
  const known = knownAudience({ audience });
  switch (known) {
    case "link":
    case "org":
      return true;
    case "me":
      return false;
    case "people":
      return (
        people.some((name) => isPerson(name, user)) || groups.some((group) => user.groups.includes(group))
      );
    default:
      return known satisfies never;
  }
}

function isPerson(name: string, { id, email }: User): boolean {
  return name === id || (email !== undefined && name.toLowerCase() === email.toLowerCase());
}

const isCreator = ({ owner, org }: ShareMeta, user: User) => owner?.id === user.id && org === user.org;
