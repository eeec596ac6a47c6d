import type { UpdateShareRequest } from "../../protocol/share.ts";
import type { ShareChange, ShareMeta } from "../store/store.ts";
import { expiryOf } from "./expiry-of.ts";
import { named } from "./new-share.ts";
import { hashPassword } from "./password.ts";

/**
 * What a request changes of a share.
 * @param now ms since 1970
 * @throws InvalidRequestError
 */
export async function shareChange(
  meta: ShareMeta,
  request: UpdateShareRequest,
  now: number,
): Promise<ShareChange> {
  const { title, mode, audience, password, maxViews, people, groups } = request;
  const expiresAt = expiryOf(request, now);
  const names = { people: people ?? meta.people, groups: groups ?? meta.groups };
  const isRenamed = audience !== undefined || people !== undefined || groups !== undefined;
  return {
    ...(title === undefined ? {} : { title }),
    ...(mode === undefined ? {} : { mode }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(audience === undefined ? {} : { audience }),
    ...(isRenamed ? { people: [], groups: [], ...named(audience ?? meta.audience, names) } : {}),
    ...(password === undefined ? {} : { passwordHash: password && (await hashPassword(password)) }),
    ...(maxViews === undefined ? {} : { maxViews }),
  };
}

/** Whether a change asks the policy: a new title or mode does not. */
export function isJudged({ expiresAt, audience, passwordHash }: ShareChange): boolean {
  return expiresAt !== undefined || audience !== undefined || passwordHash !== undefined;
}

/** Whether those who read now may have lost the right to. */
export function endsReading(change: ShareChange): boolean {
  return change.audience !== undefined || change.people !== undefined || change.passwordHash !== undefined;
}
