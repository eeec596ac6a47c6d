import { isDeepStrictEqual } from "node:util";
import type { UpdateShareRequest } from "../../protocol/share.ts";
import { newToken } from "../identity/tokens.ts";
import type { ShareChange, ShareMeta } from "../store/store.ts";
import { expiryOf } from "./expiry-of.ts";
import { named } from "./new-share.ts";
import { endsTickets, lockOf } from "./tickets.ts";

/** What an owner asks for, with the hash of the password in its place (null: none any more). */
export interface RequestedChange extends Omit<UpdateShareRequest, "password"> {
  readonly passwordHash?: string | null;
}

/**
 * What a request changes of a share as it is; what it names without changing it is left out.
 * @param now ms since 1970
 * @throws Refusal `invalidRequest`
 */
export function shareChange(before: ShareMeta, request: RequestedChange, now: number): ShareChange {
  const { title, mode, audience, passwordHash, maxViews, people, groups } = request;
  const expiresAt = expiryOf(request, now);
  const names = { people: people ?? before.people, groups: groups ?? before.groups };
  const isRenamed = audience !== undefined || people !== undefined || groups !== undefined;
  const change = withoutUnchanged(before, {
    ...(title === undefined ? {} : { title }),
    ...(mode === undefined ? {} : { mode }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(audience === undefined ? {} : { audience }),
    ...(isRenamed ? { people: [], groups: [], ...named(audience ?? before.audience, names) } : {}),
    ...(passwordHash === undefined ? {} : { passwordHash }),
    ...(maxViews === undefined ? {} : { maxViews }),
  });
  if (endsTickets(before, { ...before, ...change })) return { ...change, lock: newToken() };
  // Without its password a share keeps its tickets.
  return change.passwordHash === undefined ? change : { ...change, lock: lockOf(before) };
}

/** Whether those who read now may have lost the right to. */
export function endsReading(change: ShareChange): boolean {
  return READERS.some((name) => change[name] !== undefined);
}
const READERS = ["audience", "people", "groups", "passwordHash", "maxViews", "lock"] as const;

/** The names of what a change is about, as records have them. */
export function namesOf({ lock: _, ...change }: ShareChange): string {
  return Object.keys(change).join(" ");
}

/** A field that a share does not have is like one that says nothing. */
const NOTHING = { people: [], groups: [], passwordHash: null, maxViews: null } as const;

function withoutUnchanged(before: ShareMeta, change: ShareChange): ShareChange {
  const known: ShareChange = { ...NOTHING, ...withoutUndefined(before) };
  return Object.fromEntries(
    Object.entries(change).filter(
      ([name, value]) => !isDeepStrictEqual(value, known[name as keyof ShareChange]),
    ),
  );
}

const withoutUndefined = (meta: ShareMeta) =>
  Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined));
