import { DAY_MS } from "../../primitives/durations.ts";
import type { SeenAudience } from "../../protocol/seen.ts";
import type { UpdateShareRequest } from "../../protocol/share.ts";
import { isLive, type LocalShare } from "../registry/local-share.ts";

/** Whom nobody knows here counts as nobody: any other readership may be wider. */
const READERS: Readonly<Record<SeenAudience, number>> = { unknown: -1, me: 0, people: 1, org: 2, link: 3 };

/**
 * Whether a change lets more people read a share, more of it, or for longer. What cannot be known here (whom a share
 * names already, how often it may still be opened) counts as if it did. @param now ms since 1970
 */
export function widensShare(
  record: Pick<LocalShare, "audience" | "expiresAt" | "mode">,
  change: UpdateShareRequest,
  now: number,
): boolean {
  const { audience, people, groups, password, maxViews, mode } = change;
  const before = READERS[record.audience ?? "link"];
  return (
    (audience !== undefined && READERS[audience] > before) ||
    ((people !== undefined || groups !== undefined) && before <= READERS.people) ||
    password === null ||
    maxViews !== undefined ||
    (mode === "live" && !isLive(record)) ||
    endsLater(record.expiresAt, change, now)
  );
}

function endsLater(
  before: number | null,
  { expiresAt, expiresInDays }: UpdateShareRequest,
  now: number,
): boolean {
  const after = expiresInDays == null ? expiresAt : now + expiresInDays * DAY_MS;
  if (after === undefined || before === null) return false;
  return after === null || after > before;
}
