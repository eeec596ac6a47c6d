import { createHash } from "node:crypto";
import type { AuditRecord } from "../audit/audit-log.ts";
import type { KeptSessions } from "../identity/session-store.ts";
import { SESSION_MS } from "../identity/sessions.ts";
import type { KeptToken } from "../identity/token-store.ts";
import type { KeptShare } from "../store/kept-share.ts";

/** A hash of all that is kept of a share: what is known of it, its history, and each of its contents. */
export async function digestOfShare(share: KeptShare): Promise<string> {
  const hash = createHash("sha256");
  const add = (value: unknown) => hash.update(`${canonical(value)}\n`);
  if (share.state === "gone") add({ gone: share.reason, at: share.at });
  else {
    const { meta, version, opens, contents, isClosed = false } = share;
    const { revision, historyStartsAt } = contents;
    add({ meta, version, opens, revision, historyStartsAt, isClosed });
    for await (const entry of contents.entries()) {
      const { key } = entry;
      if ("deleted" in entry) add({ key, revision: entry.revision });
      else {
        const content = createHash("sha256");
        for await (const piece of entry.content()) content.update(piece);
        add({ key, revision: entry.revision, content: content.digest("hex") });
      }
    }
  }
  return hash.digest("hex");
}

/** A hash of tokens, in whatever order they are kept. */
export function digestOfTokens(tokens: readonly KeptToken[]): string {
  return digestOf(tokens.map(canonical).sort());
}

/** A hash of what is known of sessions, but for what is over at `now` (ms since 1970). */
export function digestOfSessions({ users, ended, endedAllUpTo = 0 }: KeptSessions, now: number): string {
  const lasting = [...users, ...ended].filter(({ until }) => until > now);
  const all = endedAllUpTo + SESSION_MS > now ? [endedAllUpTo] : [];
  return digestOf([...lasting.map(canonical), ...all.map(canonical)].sort());
}

/**
 * A hash of an audit in its order: by time, and of the same millisecond as they were written. A folder keeps the records of
 * a month as they were written, a database by their time; either way a month is in memory, a few bytes for each record.
 */
export async function digestOfAudit(records: AsyncIterable<AuditRecord>): Promise<AuditDigest> {
  const hash = createHash("sha256");
  let [month, count]: [Month, number] = [new Month(Number.NaN), 0];
  for await (const record of records) {
    if (!month.has(record.at)) {
      month.addTo(hash);
      month = new Month(record.at);
    }
    month.add(record);
    count += 1;
  }
  month.addTo(hash);
  return { records: count, hash: hash.digest("hex") };
}

export interface AuditDigest {
  readonly records: number;
  readonly hash: string;
}

/** A hash of several. */
export function digestOf(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7);

/** The records of a calendar month (UTC). */
class Month {
  readonly #name: string | undefined;
  readonly #records: { readonly at: number; readonly hash: Buffer }[] = [];

  /** @param at ms since 1970, of its first record; NaN: of none */
  constructor(at: number) {
    this.#name = Number.isNaN(at) ? undefined : monthOf(at);
  }

  has(at: number): boolean {
    return this.#name === monthOf(at);
  }

  add(record: AuditRecord): void {
    const hash = createHash("sha256").update(canonical(record)).digest();
    this.#records.push({ at: record.at, hash });
  }

  addTo(all: { update(bytes: Uint8Array): unknown }): void {
    for (const { hash } of this.#records.sort((a, b) => a.at - b.at)) all.update(hash);
  }
}

/** JSON text in which the order of names, and what is undefined, make no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
