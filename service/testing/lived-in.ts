import * as fc from "fast-check";
import type { AuditRecord } from "../audit/audit-log.ts";
import type { Stores } from "../storage/stores.ts";
import type { ShareMeta, StoredEntry } from "../store/store.ts";
import { append, drop, put, sampleMeta } from "./sample.ts";
import type { Asked } from "./told-by-stores.ts";

const strange = fc.string({
  unit: fc.constantFrom("a", '"', "\\", "é", "🎉", "\ud83d", "\ude00", "\u0000", "\n"),
  maxLength: 12,
});

type Change =
  | { readonly act: "put" | "append"; readonly key: number; readonly text: string }
  | { readonly act: "drop"; readonly key: number };
type Act =
  | { readonly act: "sync"; readonly changes: readonly Change[] }
  | { readonly act: "open"; readonly who: string | undefined }
  | { readonly act: "title"; readonly title: string }
  | { readonly act: "view" | "revoke" | "behind" };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ act: fc.constantFrom("put" as const, "append" as const), key: fc.nat(5), text: strange }),
  fc.record({ act: fc.constant("drop" as const), key: fc.nat(5) }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant("sync" as const),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    }),
  },
  fc.record({
    act: fc.constant("open" as const),
    who: fc.option(fc.constantFrom("ann", "bo"), { nil: undefined }),
  }),
  fc.record({ act: fc.constant("title" as const), title: strange }),
  { weight: 1, arbitrary: fc.constant({ act: "view" as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ act: "revoke" as const }, { act: "behind" as const }) },
);

const meta: fc.Arbitrary<Partial<ShareMeta>> = fc.record(
  {
    title: strange,
    audience: fc.constantFrom("me", "people", "org", "link"),
    mode: fc.constantFrom("live", "snapshot"),
    people: fc.array(strange, { maxLength: 2 }),
    groups: fc.array(strange, { maxLength: 2 }),
    org: fc.constantFrom("acme", "other"),
    owner: fc.record({ id: fc.constantFrom("ann", "bo"), name: strange }, { requiredKeys: ["id"] }),
    passwordHash: fc.constantFrom(null, "scrypt$1$salt$hash"),
    maxViews: fc.constantFrom(null, 1, 5),
    expiresAt: fc.constantFrom(null, Date.UTC(2100, 0)),
    createdAt: fc.integer({ min: 0, max: Date.UTC(2026, 0) }),
    agent: fc.constant("another"),
    lock: strange,
  },
  { requiredKeys: [] },
);

/** What becomes of stores: shares with what happens to each, tokens, sessions and an audit. */
export const lives = fc.record({
  shares: fc.array(fc.record({ meta, acts: fc.array(act, { maxLength: 15 }) }), { maxLength: 6 }),
  tokens: fc.array(fc.boolean(), { maxLength: 4 }),
  sessions: fc.nat(3),
  /** Times, in no order; several of the same. */
  audit: fc.array(fc.constantFrom(...[0, 1, 2].map((day) => Date.UTC(2026, 9, 30 + day))), { maxLength: 30 }),
});
export type Lives = typeof lives extends fc.Arbitrary<infer T> ? T : never;

/** Lets stores live through something; answers what they can be asked for then. */
export async function liveThrough(
  stores: Stores,
  { shares, tokens, sessions, audit }: Lives,
): Promise<Asked> {
  const shareIds: string[] = [];
  for (const { meta, acts } of shares) shareIds.push(await liveAs(stores, sampleMeta(meta), acts));
  const [hour, user] = [
    Date.now() + 3_600_000,
    { id: "ann", org: "acme", groups: ["\u0000"], role: "member" },
  ] as const;
  const hashes = tokens.map((_, index) => `hash-${shareIds.length}-${index}-${Math.random()}`);
  for (const [index, isRevoked] of tokens.entries()) {
    const hash = hashes[index] ?? "";
    await stores.tokens.add({
      hash,
      user,
      label: "of a test",
      createdAt: Date.now() + index,
      expiresAt: null,
    });
    if (isRevoked) await stores.tokens.revoke(hash);
  }
  const names = Array.from({ length: sessions }, (_, index) => `session-${index}`);
  for (const name of names) {
    await stores.sessions.keepUser(`user of ${name}`, user, hour);
    await stores.sessions.end(name, hour);
  }
  for (const [index, at] of audit.entries())
    await stores.audit.append({ at, action: "share.created", actor: `\u0000${index}` } as AuditRecord);
  return { shareIds, tokens: hashes, users: names.map((name) => `user of ${name}`), sessions: names };
}

async function liveAs({ shares }: Stores, meta: ShareMeta, acts: readonly Act[]): Promise<string> {
  const { shareId } = meta;
  await shares.create(meta);
  const texts = new Map<number, string>();
  for (const next of acts)
    switch (next.act) {
      case "sync":
        await shares.append(
          shareId,
          next.changes.map((change) => entryOf(change, texts)),
        );
        break;
      case "behind":
        await shares.append(shareId, [put(9, "after a backup")], {
          lastSeenRevision: (await shares.revision(shareId)) + 3,
        });
        break;
      case "open":
        await shares.countOpen(shareId, 1_000, next.who === undefined ? undefined : { id: next.who });
        break;
      case "title":
        await shares.update(shareId, { title: next.title });
        break;
      case "view":
        await shares.takeView(shareId);
        break;
      case "revoke":
        await shares.remove(shareId, "revoked", 1_234);
        return shareId;
    }
  return shareId;
}

function entryOf(change: Change, texts: Map<number, string>): StoredEntry {
  const { act, key } = change;
  const before = texts.get(key);
  if (act === "drop") {
    texts.delete(key);
    return drop(key);
  }
  const isAppend = act === "append" && before !== undefined;
  texts.set(key, isAppend ? before + change.text : change.text);
  return isAppend ? append(key, before.length, change.text) : put(key, change.text);
}
