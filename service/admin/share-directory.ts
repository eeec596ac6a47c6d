import type { AdminShare, AdminShares, AdminSharesQuery } from "../../protocol/admin.ts";
import { parseShareLink } from "../../protocol/links.ts";
import { tokenSchema } from "../../protocol/share.ts";
import type { Caller } from "../identity/caller.ts";
import { inKnownWords, knownAudience } from "../policy/known-words.ts";
import { isAdminOf } from "../shares/access.ts";
import { cursorOf, parseCursor } from "../shares/share-cursor.ts";
import { ShareGoneError, ShareUnknownError } from "../store/errors.ts";
import { referenceOf } from "../store/reference.ts";
import { isDue, type ListedShare, NEVER_OPENED, type ShareCursor, type ShareStore } from "../store/store.ts";
import { allShares } from "./all-shares.ts";
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
   * @throws Refusal `signInRequired`
   * @throws Refusal `notAdmin`
   */
  async list(caller: Caller, query: AdminSharesQuery): Promise<AdminShares> {
    const { org } = scopeOf(caller, query.org);
    const after = query.after === undefined ? undefined : parseCursor(query.after);
    const found = await this.#search(org, query, after);
    const page = found.beyond.slice(0, query.limit);
    const last = page.at(-1);
    return {
      shares: await Promise.all(page.map((share) => this.#shown(share))),
      total: found.total,
      next: found.beyond.length > page.length && last ? cursorOf(last) : null,
    };
  }

  /**
   * A share by its reference or id. To an admin of another organisation it is as if it were not there.
   * @throws ShareUnknownError
   * @throws Refusal `signInRequired`
   * @throws Refusal `notAdmin`
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

  /** All living shares of an organisation, or of all, the newest first, page by page. */
  async *living(org: string | undefined): AsyncIterable<readonly ListedShare[]> {
    for await (const page of allShares(this.#deps.store, { org })) yield this.#notDue(page);
  }

  /** How many shares there are to a question, and those after a place: all of a page, and one more if there is one. */
  async #search(org: string | undefined, query: AdminSharesQuery, after?: ShareCursor): Promise<Found> {
    const { store } = this.#deps;
    if (query.share !== undefined) return this.#searchOne(org, query, after);
    if (query.owner === undefined && query.audience === undefined) {
      // One that is due is not deleted yet; with them the page would come out short.
      const due = await this.#due(org);
      const beyond = await store.list({ org, after, limit: query.limit + 1 + due });
      return { beyond: this.#notDue(beyond), total: (await store.count({ org })) - due };
    }
    let total = 0;
    const beyond: ListedShare[] = [];
    for await (const page of this.living(org))
      for (const share of page) {
        if (!isAskedFor(share, query)) continue;
        total += 1;
        if (beyond.length <= query.limit && isBeyond(share, after)) beyond.push(share);
      }
    return { beyond, total };
  }

  async #searchOne(org: string | undefined, query: AdminSharesQuery, after?: ShareCursor): Promise<Found> {
    const named = await this.#deps.store.find(referenceIn(query.share ?? "") ?? "");
    const isThere = named && (org === undefined || named.org === org) && isAskedFor(named, query);
    const found = isThere ? this.#notDue([named]) : [];
    return { beyond: found.filter((share) => isBeyond(share, after)), total: found.length };
  }

  /** How many shares are over but not deleted yet: mostly none. */
  async #due(org: string | undefined): Promise<number> {
    const { store, now } = this.#deps;
    const due = await store.expired(now());
    if (org === undefined) return due.length;
    const records = await Promise.all(due.map((shareId) => store.get(shareId)));
    return records.filter((record) => record?.state === "live" && record.meta.org === org).length;
  }

  #notDue(shares: readonly ListedShare[]): readonly ListedShare[] {
    const now = this.#deps.now();
    return shares.filter((meta) => !isDue({ state: "live", meta }, now));
  }

  async #shown(share: ListedShare): Promise<AdminShare> {
    const { store, viewers } = this.#deps;
    const { shareId, owner, org, audience, mode, agent, createdAt, expiresAt } = inKnownWords(share);
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

interface Found {
  readonly beyond: readonly ListedShare[];
  readonly total: number;
}

function isAskedFor(share: ListedShare, { owner, audience }: AdminSharesQuery): boolean {
  return hasOwner(share, owner) && (audience === undefined || knownAudience(share) === audience);
}

/** Whether a share comes after a place of the list. */
function isBeyond({ shareId, createdAt }: ListedShare, after: ShareCursor | undefined): boolean {
  if (!after) return true;
  if (createdAt !== after.createdAt) return createdAt < after.createdAt;
  return referenceOf(shareId) > after.reference;
}

function hasOwner({ owner }: ListedShare, text: string | undefined): boolean {
  if (text === undefined) return true;
  const part = text.toLowerCase();
  return [owner?.id, owner?.name].some((name) => name?.toLowerCase().includes(part));
}
