import { createHash } from "node:crypto";
import type { AuditRecord } from "../audit/audit-log.ts";
import {
  isSamePlace,
  type MovableStores,
  nameOfPlace,
  openSource,
  openTarget,
  type Place,
  PlaceError,
} from "../storage/movable-stores.ts";
import type { KeptShare, MovableShares } from "../store/kept-share.ts";
import { referenceOf } from "../store/reference.ts";
import { digestOf, digestOfAudit, digestOfSessions, digestOfShare, digestOfTokens } from "./digests.ts";
import { inBoth } from "./in-both.ts";

export interface CopyOptions {
  readonly from: Place;
  readonly to: Place;
  /** Told again and again how far it is, in words. */
  readonly tell: (status: string) => void;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: () => number;
}

/** What was copied. */
export interface Copied {
  /** Shares that live, and those of which it is known that they have ended. */
  readonly live: number;
  readonly gone: number;
  readonly tokens: number;
  readonly audit: number;
  /** Of all that was copied; the same of both. */
  readonly hash: string;
}

/** How many problems of a source are told by name. */
const MOST_TOLD = 3;
/** How many records of the audit are written at a time. */
const AUDIT_AT_ONCE = 500;
/** Later than any record of an audit, ms since 1970. */
const NEVER = Date.UTC(9999, 11, 31);

/**
 * Copies all that a service keeps to an empty place, so that a service there is the same one to everybody. It can be cut
 * off anywhere and begun again: what is there already and still the same stays, whatever has changed since is copied
 * anew. Until both are found to be the same no service starts on the copy.
 * @throws PlaceError, and whatever opening a place throws
 */
export async function copyService(options: CopyOptions): Promise<Copied> {
  const { from, to, tell } = options;
  if (await isSamePlace(from, to))
    throw new PlaceError(`${from.as} and ${to.as} name the same. Nothing was copied.`);
  tell("opening");
  const source = await openSource(from);
  try {
    tell("reading all of what is copied, to see that it is whole");
    const id = markOf(await source.key());
    await assertWhole(source, from);
    await withTarget(to, async (target) => {
      await begin(target, id, to);
      await copyShares(source, target, tell);
      await target.tokens.takeOver(await source.tokens.kept());
      await target.sessions.takeOver(await source.sessions.kept());
      await copyAudit(source, target, tell);
      await target.takeOverKey(await source.key());
    });
    // What counts is what is found there by whoever opens it next.
    return await withTarget(to, async (target) => {
      await assertWhole(target, to);
      const copied = await compare(source, target, options);
      source.assertHeld();
      target.assertHeld();
      await target.mark.clear();
      return copied;
    });
  } finally {
    await source.close();
  }
}

async function withTarget<T>(place: Place, work: (target: MovableStores) => Promise<T>): Promise<T> {
  const target = await openTarget(place);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}

/** What a copy is known by: of which service it is, without its key. */
function markOf(key: Uint8Array): string {
  return createHash("sha256").update("opencode-share copy of ").update(key).digest("base64url");
}

async function assertWhole(stores: MovableStores, place: Place): Promise<void> {
  const problems: string[] = [];
  for await (const { name, what } of stores.problems()) problems.push(`${name}: ${what}`);
  if (problems.length === 0) return;
  const told = problems.slice(0, MOST_TOLD).join("\n");
  const more = problems.length > MOST_TOLD ? `\nand ${problems.length - MOST_TOLD} more` : "";
  throw new PlaceError(
    `Something in ${nameOfPlace(place)} is damaged, and a copy would hide that. See the commands “verify” and “damage list”.\n${told}${more}`,
  );
}

/** Notes what becomes of the target. @throws PlaceError when it holds something else */
async function begin(target: MovableStores, id: string, place: Place): Promise<void> {
  const found = await target.mark.read();
  if (found === id) return;
  if (found !== undefined)
    throw new PlaceError(
      `${place.as}: ${nameOfPlace(place)} holds an unfinished copy of something else. Name an empty one.`,
    );
  if (!(await isEmpty(target)))
    throw new PlaceError(
      `${place.as}: ${nameOfPlace(place)} already holds what a service keeps. Name an empty one; nothing is ever written over.`,
    );
  await target.mark.set(id);
}

async function isEmpty({ shares, tokens, sessions, audit }: MovableStores): Promise<boolean> {
  for await (const _ of shares.ids()) return false;
  for await (const _ of audit.query({})) return false;
  const { users, ended, endedAllUpTo } = await sessions.kept();
  return (
    users.length + ended.length === 0 && endedAllUpTo === undefined && (await tokens.kept()).length === 0
  );
}

async function copyShares(source: MovableStores, target: MovableStores, tell: CopyOptions["tell"]) {
  let [shares, kept] = [0, 0];
  for await (const { id, isInFirst, isInSecond } of inBoth(source.shares.ids(), target.shares.ids())) {
    target.assertHeld();
    source.assertHeld();
    const isSame = await withShare(source.shares, isInFirst, id, async (share) => {
      if (isInSecond && (await isThere(target.shares, id, share))) return true;
      await target.shares.takeOver(id, share);
      return false;
    });
    shares += 1;
    if (isSame) kept += 1;
    tell(`copying shares: ${shares}${kept > 0 ? `, of which ${kept} were there` : ""}`);
  }
}

/** Works with what is kept of a share, and lets go of it. */
async function withShare<T>(
  shares: MovableShares,
  isKept: boolean,
  shareId: string,
  work: (share: KeptShare | undefined) => Promise<T>,
): Promise<T> {
  const share = isKept ? await shares.kept(shareId) : undefined;
  try {
    return await work(share);
  } finally {
    if (share?.state === "live") share.contents.close();
  }
}

async function isThere(shares: MovableShares, id: string, share: KeptShare | undefined): Promise<boolean> {
  return withShare(shares, true, id, async (found) => (await digest(found)) === (await digest(share)));
}

async function digest(share: KeptShare | undefined): Promise<string | undefined> {
  return share && digestOfShare(share);
}

/** The records have no names to find them by: what is not the same is written anew. */
async function copyAudit(source: MovableStores, target: MovableStores, tell: CopyOptions["tell"]) {
  const [there, here] = [
    await digestOfAudit(target.audit.query({})),
    await digestOfAudit(source.audit.query({})),
  ];
  if (there.hash === here.hash) return;
  if (there.records > 0) await target.audit.purge(NEVER);
  let records = 0;
  let waiting: AuditRecord[] = [];
  const write = async () => {
    // What is handed over at once goes in one write, in this order.
    await Promise.all(waiting.map((record) => target.audit.append(record)));
    records += waiting.length;
    waiting = [];
    tell(`copying the audit: ${records} of ${here.records} records`);
  };
  for await (const record of source.audit.query({})) {
    waiting.push(record);
    if (waiting.length === AUDIT_AT_ONCE) await write();
  }
  await write();
}

/** @throws PlaceError where the two are not the same */
async function compare(source: MovableStores, target: MovableStores, options: CopyOptions): Promise<Copied> {
  const { tell, now = Date.now } = options;
  const shares = await compareShares(source.shares, target.shares, tell);
  tell("comparing tokens, sessions and the audit");
  const at = now();
  const [one, other] = await Promise.all(
    [source, target].map(async ({ tokens, sessions, audit, key }) => {
      const kept = await tokens.kept();
      const { records, hash } = await digestOfAudit(audit.query({}));
      return {
        tokens: kept.filter((token) => "added" in token).length,
        audit: records,
        parts: {
          tokens: digestOfTokens(kept),
          sessions: digestOfSessions(await sessions.kept(), at),
          "the audit": hash,
          "the key": markOf(await key()),
        },
      };
    }),
  );
  if (!one || !other) throw new Error("there are two to compare");
  for (const [name, hash] of Object.entries(one.parts))
    if (other.parts[name as keyof typeof other.parts] !== hash) throw different(name);
  const { live, gone } = shares;
  const hash = digestOf([shares.hash, ...Object.values(one.parts)]);
  return { live, gone, tokens: one.tokens, audit: one.audit, hash };
}

async function compareShares(source: MovableShares, target: MovableShares, tell: CopyOptions["tell"]) {
  const hash = createHash("sha256");
  let [live, gone] = [0, 0];
  for await (const { id, isInFirst, isInSecond } of inBoth(source.ids(), target.ids()))
    await withShare(source, isInFirst, id, async (share) => {
      if (!share && !isInSecond) return;
      const found = await digest(share);
      const same = await withShare(target, isInSecond, id, async (copy) => (await digest(copy)) === found);
      if (!same) throw different(`share ${referenceOf(id)}`);
      if (share?.state === "live") live += 1;
      else gone += 1;
      hash.update(`${id} ${found}\n`);
      tell(`comparing shares: ${live + gone}`);
    });
  return { live, gone, hash: hash.digest("hex") };
}

function different(what: string): PlaceError {
  return new PlaceError(
    `The copy is not the same as what it was made of: ${what}. Was something changed meanwhile? Give the command again, or copy to an empty place.`,
  );
}
