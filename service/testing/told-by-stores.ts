import type { Stores } from "../storage/stores.ts";
import type { Reading } from "../store/reading.ts";
import { readAll } from "../store/reading.ts";
import { collect } from "./collect.ts";
import { manifestOf } from "./read.ts";

/** Whom and what to ask for. */
export interface Asked {
  readonly shareIds: readonly string[];
  readonly tokens: readonly string[];
  readonly users: readonly string[];
  readonly sessions: readonly string[];
}

/** All that stores tell through their ports, to be compared with what others tell. */
export async function toldBy(stores: Stores, asked: Asked): Promise<object> {
  const { shares, tokens, sessions, audit } = stores;
  return {
    key: Buffer.from(await stores.key()).toString("hex"),
    shares: await each(asked.shareIds, (shareId) => toldOfShare(stores, shareId)),
    listed: await shares.list({ limit: 1_000 }),
    counts: await Promise.all([
      shares.count({}),
      shares.count({ org: "acme" }),
      shares.count({ org: "acme", ownerId: "ann" }),
    ]),
    tokens: await tokens.list(),
    found: await each(asked.tokens, (hash) => tokens.find(hash)),
    // A hash that is known can never come back, though its token was revoked.
    users: await each(asked.users, (key) => sessions.findUser(key)),
    ended: await each(asked.sessions, (id) => sessions.isEnded(id, 0)),
    early: await sessions.isEnded("another", 0),
    audit: await collect(audit.query({})),
  };
}

async function toldOfShare({ shares }: Stores, shareId: string): Promise<object | undefined> {
  const share = await shares.get(shareId);
  if (share?.state !== "live") return share;
  const newest = await shares.revision(shareId);
  const steps = await each(
    Array.from({ length: newest + 1 }, (_, revision) => String(revision)),
    async (revision) => textOf(await shares.readSince(shareId, Number(revision))),
  );
  return { share, opens: await shares.opens(shareId), steps, manifest: await manifestOf(shares, shareId) };
}

async function textOf(reading: Reading) {
  const { entries, ...step } = await readAll(reading);
  return {
    ...step,
    entries: entries.map((entry) =>
      "content" in entry ? { ...entry, content: entry.content.toString() } : entry,
    ),
  };
}

async function each<T>(
  names: readonly string[],
  ask: (name: string) => Promise<T>,
): Promise<Record<string, T>> {
  const told: Record<string, T> = {};
  for (const name of names) told[name] = await ask(name);
  return told;
}
