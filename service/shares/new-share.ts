import type * as z from "zod";
import type { User } from "../../protocol/identity.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { Audience, createShareRequestSchema } from "../../protocol/share.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import { hashSecret, newToken } from "../identity/tokens.ts";
import { senderOf } from "../limits/sender-of.ts";
import type { ShareMeta } from "../store/store.ts";
import { endAfter, expiryOf } from "./expiry-of.ts";
import { hashPassword } from "./password.ts";

export type CreateRequest = z.output<typeof createShareRequestSchema>;

/** A new share and its owner secret, which is known here and never again. */
export interface NewShare {
  readonly meta: ShareMeta;
  readonly secret: string;
}

/**
 * The share that a request asks for, with the policy's answers where it gives none.
 * @param now ms since 1970
 * @throws Refusal `invalidRequest`
 */
export async function newShare(
  request: CreateRequest,
  caller: Caller,
  policy: Policy,
  now: number,
): Promise<NewShare> {
  const { user } = caller;
  const secret = newToken();
  const audience = request.audience ?? policy.defaultAudience;
  assertMeant(request, audience);
  const end = expiryOf(request, now);
  const meta: ShareMeta = {
    shareId: newToken(),
    sessionId: request.sessionId,
    title: request.title ?? "",
    audience,
    mode: request.mode,
    createdAt: now,
    expiresAt: end === undefined ? endAfter(policy.expiry.defaultDays, now) : end,
    secretHash: hashSecret(secret),
    ...(request.agent === "opencode" ? {} : { agent: request.agent }),
    ...(user ? { owner: ownerOf(user), org: user.org } : {}),
    ...named(audience, request),
    ...(request.password === undefined
      ? {}
      : { passwordHash: await hashPassword(request.password, senderOf(caller)) }),
    ...(request.maxViews === undefined ? {} : { maxViews: request.maxViews }),
  };
  return { meta, secret };
}

/** What is remembered of somebody who did something with a share. */
export function ownerOf({ id, name, email }: User): { readonly id: string; readonly name?: string } {
  const shown = name ?? email;
  return shown === undefined ? { id } : { id, name: shown };
}

interface Names {
  readonly people?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}

/**
 * Who names people and no audience means those people: where the policy's first audience is another, the names would be
 * lost, and the share be for more than were meant.
 * @throws Refusal `invalidRequest`
 */
function assertMeant({ audience, people = [], groups = [] }: CreateRequest, chosen: Audience): void {
  if (audience !== undefined || chosen === "people" || people.length + groups.length === 0) return;
  throw new Refusal("invalidRequest", "Say `audience: people` with the people and groups that may read.");
}

/** Whom the audience names. Those of another audience are not kept. @throws Refusal `invalidRequest` */
export function named(
  audience: ShareMeta["audience"],
  { people = [], groups = [] }: Names,
): Pick<ShareMeta, "people" | "groups"> {
  if (audience !== "people") return {};
  if (people.length + groups.length === 0)
    throw new Refusal("invalidRequest", "Name at least one person or group that may read.");
  return { people, groups };
}
