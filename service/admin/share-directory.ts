import type { AdminShare, AdminShares, AdminSharesQuery } from "../../protocol/admin.ts";
import { parseShareLink } from "../../protocol/links.ts";
import { tokenSchema } from "../../protocol/share.ts";
import type { Caller } from "../identity/caller.ts";
import { isAdminOf } from "../shares/access.ts";
import { referenceOf } from "../shares/reference.ts";
import { cursorOf, parseCursor } from "../shares/share-cursor.ts";
import { ShareGoneError, ShareUnknownError } from "../store/errors.ts";
import { isDue, type ListedShare, NEVER_OPENED, type ShareCursor, type ShareStore } from "../store/store.ts";
import { scopeOf } from "./scope.ts";

export interface ShareDirectoryDeps {
  readonly store: ShareStore;
  /** How many follow a share now. */
  readonly viewers: (shareId: string) => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Finds shares for admins, by whose they are and by their references, and shows no more than admins may know. */
export class ShareDirectory {
  readonly #deps: ShareDirectoryDeps;

  constructor(deps: ShareDirectoryDeps) {
    this.#deps = deps;
  }

  /**
   * @throws SignInRequiredError
   * @throws NotAdminError
   */
  async list(caller: Caller, query: AdminSharesQuery): Promise<AdminShares> {
    const { org } = scopeOf(caller, query.org);
    const after = query.after === undefined ? undefined : parseCursor(query.after);
    const reference = query.share === undefined ? undefined : referenceIn(query.share);
    const found = (await this.living(org)).filter(
      (share) =>
        hasOwner(share, query.owner) &&
        (query.audience === undefined || share.audience === query.audience) &&
        (query.share === undefined || referenceOf(share.shareId) === reference),
    );
    const next = after === undefined ? 0 : found.findIndex((share) => isBeyond(share, after));
    const start = next < 0 ? found.length : next;
    const page = found.slice(start, start + query.limit);
    const last = page.at(-1);
    const isAll = start + page.length >= found.length;
    return {
      shares: await Promise.all(page.map((share) => this.#shown(share))),
      total: found.length,
      next: isAll || !last ? null : cursorOf(last),
    };
  }

  /**
   * A share by its reference or id. To an admin of another organisation it is as if it were not there.
   * @throws ShareUnknownError
   * @throws SignInRequiredError
   * @throws NotAdminError
   */
  async find(caller: Caller, name: string): Promise<ListedShare> {
    const { org } = scopeOf(caller);
    const share = await this.#deps.store.find(referenceIn(name) ?? "");
    const isThere = share && (org === undefined || share.org === org);
    if (
      !isThere ||
      isDue({ state: "live", meta: share }, this.#deps.now()) ||
      !isAdminOf(share.org, caller.user)
    )
      throw new ShareUnknownError();
    return share;
  }

  async show(caller: Caller, name: string): Promise<AdminShare> {
    return this.#shown(await this.find(caller, name));
  }

  /** All living shares of an organisation, or of all, the newest first. */
  async living(org: string | undefined): Promise<ListedShare[]> {
    const listed = await this.#deps.store.list({ org, limit: Number.MAX_SAFE_INTEGER });
    const now = this.#deps.now();
    return listed.filter((meta) => !isDue({ state: "live", meta }, now));
  }

  async #shown(share: ListedShare): Promise<AdminShare> {
    const { store, viewers } = this.#deps;
    const { shareId, owner, org, audience, mode, agent, createdAt, expiresAt } = share;
    const { count, lastAt } = await unlessGone(store.opens(shareId), NEVER_OPENED);
    return {
      reference: referenceOf(shareId),
      owner: owner ?? null,
      org: org ?? null,
      audience,
      mode,
      agent: agent ?? "opencode",
      createdAt,
      expiresAt,
      hasPassword: Boolean(share.passwordHash),
      maxViews: share.maxViews ?? null,
      views: share.views ?? 0,
      opens: count,
      lastOpenedAt: lastAt,
      viewers: viewers(shareId),
      bytes: await unlessGone(store.footprint(shareId), 0),
    };
  }
}

/** The reference that a text means, be it a link, an id or a reference; undefined: it is none of them. */
export function referenceIn(text: string): string | undefined {
  const name = text.trim();
  const shareId = parseShareLink(name)?.shareId ?? tokenSchema.safeParse(name).data;
  if (shareId !== undefined) return referenceOf(shareId);
  return /^[A-Za-z0-9_-]{12}$/.test(name) ? name : undefined;
}

/** What is known of a share; the other when it goes in the same moment. */
export async function unlessGone<T>(known: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await known;
  } catch (error) {
    if (error instanceof ShareGoneError) return otherwise;
    throw error;
  }
}

/** Whether a share comes after a place of the list. */
function isBeyond({ shareId, createdAt }: ListedShare, after: ShareCursor): boolean {
  if (createdAt !== after.createdAt) return createdAt < after.createdAt;
  return referenceOf(shareId) > after.reference;
}

function hasOwner({ owner }: ListedShare, text: string | undefined): boolean {
  if (text === undefined) return true;
  const part = text.toLowerCase();
  return [owner?.id, owner?.name].some((name) => name?.toLowerCase().includes(part));
}
