import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { userSchema } from "../../../protocol/identity.ts";
import type { Json } from "../../../protocol/json.ts";
import { createShareRequestSchema } from "../../../protocol/share.ts";
import { composeService, type Services } from "../../compose.ts";
import type { Caller } from "../../identity/caller.ts";
import { hashSecret } from "../../identity/tokens.ts";
import { policyFileSchema, servicePolicy } from "../../policy/service-policy.ts";
import { closeStores, openStores, type Stores } from "../../storage/stores.ts";
import type { OpenFile } from "../../store/lowdb/files.ts";
import { parseLine, seedOf } from "../../store/lowdb/journal-line.ts";
import { BEGINS } from "../../store/lowdb/scan-journal.ts";
import { filesOf } from "./damage.ts";

/** A share as its owner made it, and what was in it that must never come back. */
export interface GuardedShare {
  readonly name: string;
  readonly shareId: string;
  readonly secret: string;
}

/** A data folder on which much is closed to many, and who there is. */
export interface GuardedFolder {
  readonly folder: string;
  /** The same folder some time before most of it was closed. */
  readonly olderFolder: string;
  readonly shares: readonly GuardedShare[];
  /** Personal tokens by who holds them. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Sealed sessions of browsers by what became of them. */
  readonly sessions: Readonly<Record<string, string>>;
  /** For the share with a password, from its key as it was. */
  readonly ticket: string;
  readonly now: number;
}

/** A service on a data folder, without its routes. */
export interface OpenService {
  readonly parts: Services;
  readonly stores: Stores;
  readonly found: readonly string[];
  close(): Promise<void>;
}

/** What was in a share and was deleted or written over. */
export const DELETED = "words that were deleted";
const HOUR = 60 * 60 * 1000;
const limits = { passwordAttemptsPerHour: 1e9, opensPerAddressPerMinute: 1e9, createsPerUserPerHour: 1e9 };

/** Opens a data folder as the service does. */
export async function openService(folder: string, now: () => number): Promise<OpenService> {
  const found: string[] = [];
  const onDamage = (name: string, what: string) => found.push(`${name}: ${what}`);
  const stores = await openStores(folder, { onDamage, open: unhurried, now });
  try {
    const key = await stores.key();
    const policy = servicePolicy("token", policyFileSchema.parse({ limits }));
    const parts = composeService({ stores, policy, key, now });
    return { parts, stores, found, close: () => closeStores(stores) };
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
}

/** Opens a file that is not waited for until the disk has it: no power fails here. */
const unhurried: OpenFile = async (path, flags, mode) => {
  const file = await fs.open(path, flags, mode);
  file.datasync = async () => {};
  return file;
};

/** Fills a folder by the rules of the service, and closes it in order. */
export async function fillFolder(folder: string): Promise<GuardedFolder> {
  const clock = { now: Date.UTC(2026, 10, 26) };
  const service = await openService(folder, () => clock.now);
  const { parts } = service;
  const tokens: Record<string, string> = {};
  const add = async (name: string, user: object, expiresAt: number | null = null) => {
    const whole = userSchema.parse({ id: name, org: "acme", groups: [], role: "member", ...user });
    tokens[name] = (await parts.tokens.create({ user: whole, label: name, expiresAt })).token;
    return whole;
  };
  const ann: Caller = { user: await add("ann", {}) };
  await add("colleague", {});
  await add("named", { email: "pat@acme.test" });
  await add("dropped", { email: "dan@acme.test" });
  await add("stranger", { org: "globex", email: "pat@acme.test" });
  await add("admin", { role: "admin", org: "operations" });
  await add("revoked", {});
  await add("over", {}, clock.now + HOUR);
  const groups = Array.from({ length: 100 }, (_, n) => `a group with a long name ${n}`);
  const signIn = async (user: object) => {
    const whole = userSchema.parse({ id: "bea", org: "acme", groups, role: "member", ...user });
    return (await parts.sessions.start({ user: whole })).sealed;
  };
  const sessions = { signedIn: await signIn({}), signedOut: await signIn({ id: "ann", groups: [] }) };
  const shares: GuardedShare[] = [];
  const share = async (name: string, fields: object) => {
    const request = createShareRequestSchema.parse({ sessionId: `ses_${name}`, title: name, ...fields });
    const { meta, secret } = await parts.shares.create(ann, request);
    shares.push({ name, shareId: meta.shareId, secret });
    for (const n of [1, 2, 3])
      await parts.shares.append(meta, [entry(n, { type: "text", text: `${name} ${n}` })]);
    return meta.shareId;
  };
  const people = ["pat@acme.test", "dan@acme.test"];
  await share("public", { audience: "link" });
  const locked = await share("locked", { audience: "link", password: "correct horse" });
  await share("inside", { audience: "org" });
  const named = await share("named", { audience: "people", people });
  await share("mine", { audience: "me" });
  const over = await share("over", { audience: "link" });
  const ended = await share("ended", { audience: "link" });
  const narrowed = await share("narrowed", { audience: "link" });
  const lockedLater = await share("lockedLater", { audience: "link" });
  const usedUp = await share("usedUp", { audience: "link", maxViews: 2 });
  const edited = await share("edited", { audience: "link" });
  await parts.shares.append(await parts.shares.authorize(ann, edited), [
    entry(1, { type: "text", text: DELETED }),
    entry(4, { type: "text", text: DELETED }),
  ]);
  await parts.accessTickets.open({ user: undefined }, usedUp, {});
  const olderFolder = `${folder}-older`;
  cpSync(folder, olderFolder, { recursive: true, filter: (path) => !path.endsWith(".sock") });

  await parts.accessTickets.open({ user: undefined }, usedUp, {});
  await parts.shares.update(ann, named, { people: ["pat@acme.test"] });
  await parts.shares.update(ann, over, { expiresAt: clock.now + HOUR });
  await parts.shares.remove(ann, ended);
  await parts.shares.update(ann, narrowed, { audience: "me" });
  await parts.shares.update(ann, lockedLater, { password: "battery staple" });
  await parts.shares.append(await parts.shares.authorize(ann, edited), [
    entry(1, { type: "text", text: "edited 1" }),
    { key: partKey(4), deleted: true },
  ]);
  await service.stores.tokens.revoke(hashSecret(tokens.revoked ?? ""));
  await parts.sessions.end(sessions.signedOut);
  await share("after", { audience: "link" });
  const { ticket } = await parts.accessTickets.open({ user: undefined }, locked, {
    password: "correct horse",
  });
  clock.now += 2 * HOUR;
  await service.close();
  rmSync(join(folder, "lock.sock"), { force: true });
  return { folder, olderFolder, shares, tokens, sessions, ticket, now: clock.now };
}

/** Writes a folder as it was before records had numbers, copies and seals. */
export function writeOldForm(from: string, to: string): void {
  for (const name of filesOf(from)) {
    if (name.endsWith(".seal") || name.endsWith(".copy.jsonl") || name === "reserve") continue;
    const path = join(to, name);
    mkdirSync(join(path, ".."), { recursive: true });
    const bytes = readFileSync(join(from, name));
    writeFileSync(path, name.endsWith(".jsonl") ? oldLines(bytes, journalOf(name)) : bytes);
  }
}

function oldLines(bytes: Buffer, journal: string): Buffer {
  const lines = bytes.toString("latin1").split("\n").slice(0, -1);
  return Buffer.concat(
    lines.flatMap((line) => {
      const record = parseLine(seedOf(journal), Buffer.from(line, "latin1"))?.json;
      if (!record || record.equals(BEGINS)) return [];
      const json = Buffer.from(record.toString().replace(/,"written":\d+(?=[,}])/, ""));
      return [Buffer.from(`${crc32(json).toString(16).padStart(8, "0")} `), json, Buffer.from("\n")];
    }),
  );
}

/** `JournalFileOptions.name` of a file of a data folder. */
function journalOf(name: string): string {
  const [folder, file = ""] = name.split("/");
  if (folder === "shares") return `share ${file.replace(".jsonl", "")}`;
  return folder === "audit" ? `audit ${file}` : name.replace(".jsonl", "");
}

const partKey = (n: number) => `session/part/ses_sample/msg_1/prt_${String(n).padStart(5, "0")}`;
const entry = (n: number, content: Json) => ({
  key: partKey(n),
  content: Buffer.from(JSON.stringify(content)),
});
