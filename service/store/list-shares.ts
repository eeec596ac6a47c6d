import type { ListedShare, ShareQuery } from "./store.ts";

/** Answers a query over all living shares, the newest first. */
export function listShares(shares: Iterable<ListedShare>, query: ShareQuery): readonly ListedShare[] {
  const { after, limit } = query;
  const found = [...shares].filter((share) => isAskedFor(share, query)).sort(newestFirst);
  const start = after === undefined ? 0 : found.findIndex(({ shareId }) => shareId === after) + 1;
  return found.slice(start, start + limit);
}

/** Whether a share is one of those that a query asks for. */
export function isAskedFor(
  share: ListedShare,
  { org, ownerId }: Pick<ShareQuery, "org" | "ownerId">,
): boolean {
  return (org === undefined || share.org === org) && (ownerId === undefined || share.owner?.id === ownerId);
}

/** Those of the same instant by id, so that the order is always the same. */
function newestFirst(a: ListedShare, b: ListedShare): number {
  return b.createdAt - a.createdAt || (a.shareId < b.shareId ? -1 : 1);
}
