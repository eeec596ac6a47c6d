import { QuotaReachedError } from "./errors.ts";
import { referenceOf } from "./reference.ts";
import { type Compare, SortedList } from "./sorted-list.ts";
import type { ListedShare, ShareCursor, ShareQuery, ShareQuota, ShareScope } from "./store.ts";

interface IndexPosition extends ShareCursor {
  readonly shareId: string;
}

interface End {
  readonly expiresAt: number;
  readonly shareId: string;
}

/** Finds living shares by whose they are, by reference and by their end, without going through all of them. */
export class ShareIndex {
  readonly #shares = new Map<string, ListedShare>();
  readonly #ids = new Map<string, string>();
  readonly #lists = new Map<string, SortedList<IndexPosition>>();
  #ends = new SortedList<End>(soonestFirst);

  /** Of many at once, each known once. */
  static of(shares: readonly ListedShare[]): ShareIndex {
    const index = new ShareIndex();
    const scopes = new Map<string, IndexPosition[]>();
    for (const share of shares) {
      const place = placeOf(share);
      index.#remember(share, place);
      for (const scope of scopesOf(share)) {
        const places = scopes.get(scope);
        if (places) places.push(place);
        else scopes.set(scope, [place]);
      }
    }
    for (const [scope, places] of scopes) index.#lists.set(scope, SortedList.of(places, newestFirst));
    const ends = shares.filter(({ expiresAt }) => expiresAt !== null).map(endOf);
    index.#ends = SortedList.of(ends, soonestFirst);
    return index;
  }

  /** Adds a share, or puts it in the place of what was known of it. Who owns it never changes. */
  set(share: ListedShare): void {
    const before = this.#shares.get(share.shareId);
    if (before && hasSamePlace(before, share)) {
      this.#shares.set(share.shareId, share);
      return;
    }
    this.delete(share.shareId);
    this.#place(share, placeOf(share));
    if (share.expiresAt !== null) this.#ends.add(endOf(share));
  }

  delete(shareId: string): void {
    const share = this.#shares.get(shareId);
    if (!share) return;
    const place = placeOf(share);
    this.#shares.delete(shareId);
    this.#ids.delete(place.reference);
    for (const scope of scopesOf(share)) {
      const list = this.#list(scope);
      list.delete(place);
      if (list.length === 0) this.#lists.delete(scope);
    }
    if (share.expiresAt !== null) this.#ends.delete(endOf(share));
  }

  list({ after, limit, ...scope }: ShareQuery): readonly ListedShare[] {
    const places = this.#lists.get(nameOf(scope))?.after(after && { ...after, shareId: "" }, limit) ?? [];
    return places.map(({ shareId }) => this.#shares.get(shareId) as ListedShare);
  }

  find(reference: string): ListedShare | undefined {
    return this.#shares.get(this.#ids.get(reference) ?? "");
  }

  count(scope: ShareScope): number {
    return this.#lists.get(nameOf(scope))?.length ?? 0;
  }

  /** Ids of those that expire at `now` or before (ms since 1970), the soonest first. */
  expired(now: number): readonly string[] {
    const due: string[] = [];
    let last: End | undefined;
    for (;;) {
      const [next] = this.#ends.after(last, 1);
      if (!next || next.expiresAt > now) return due;
      due.push(next.shareId);
      last = next;
    }
  }

  /** @throws QuotaReachedError when the share would be one too many */
  assertRoomFor({ owner, org }: ListedShare, { perOwner, perOrg }: ShareQuota): void {
    if (owner && this.count({ org, ownerId: owner.id }) >= perOwner) throw new QuotaReachedError("owner");
    if (org !== undefined && this.count({ org }) >= perOrg) throw new QuotaReachedError("org");
  }

  #place(share: ListedShare, place: IndexPosition): void {
    this.#remember(share, place);
    for (const scope of scopesOf(share)) this.#list(scope).add(place);
  }

  #remember(share: ListedShare, { reference }: IndexPosition): void {
    this.#shares.set(share.shareId, share);
    this.#ids.set(reference, share.shareId);
  }

  #list(scope: string): SortedList<IndexPosition> {
    const list = this.#lists.get(scope) ?? new SortedList(newestFirst);
    this.#lists.set(scope, list);
    return list;
  }
}

const newestFirst: Compare<IndexPosition> = (a, b) =>
  b.createdAt - a.createdAt || byText(a.reference, b.reference);
const soonestFirst: Compare<End> = (a, b) => a.expiresAt - b.expiresAt || byText(a.shareId, b.shareId);
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function placeOf({ shareId, createdAt }: ListedShare): IndexPosition {
  return { shareId, createdAt, reference: referenceOf(shareId) };
}

/** Of one that has an end. */
function endOf({ expiresAt, shareId }: ListedShare): End {
  return { expiresAt: expiresAt ?? Number.POSITIVE_INFINITY, shareId };
}

/** A share is where it was on all lists. */
function hasSamePlace(before: ListedShare, now: ListedShare): boolean {
  return (
    before.createdAt === now.createdAt &&
    before.expiresAt === now.expiresAt &&
    before.org === now.org &&
    before.owner?.id === now.owner?.id
  );
}

/** The names of all lists that a share is on. */
function scopesOf({ org, owner }: ListedShare): readonly string[] {
  const scopes: ShareScope[] = [{}, ...(org === undefined ? [] : [{ org }])];
  if (owner) scopes.push({ org, ownerId: owner.id });
  return scopes.map(nameOf);
}

/** With the lengths of its parts, so that no two scopes have the same name. */
const nameOf = ({ org, ownerId }: ShareScope) => measured(org) + measured(ownerId);
const measured = (part: string | undefined) => (part === undefined ? "-" : `${part.length}:${part}`);
