import type { AdminShare, AdminToken, VerifiedLine } from "../../../protocol/admin.ts";
import { parseShareLink } from "../../../protocol/links.ts";
import type { AdminClient } from "./admin-client.ts";
import { CannotError, UsageError } from "./cannot-error.ts";
import { formatBytes, formatTable, formatTime } from "./table.ts";

/** What a command is given. */
export interface Given {
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** What is neither command nor option. */
  readonly names: readonly string[];
  readonly client: AdminClient;
  /** Writes a line of the answer. */
  readonly print: (line: string) => void;
  /** Writes a line for people beside the answer. */
  readonly remark: (line: string) => void;
}

export interface Command {
  /** How it is written, without the program's name. */
  readonly usage: string;
  readonly summary: string;
  /** Its own options beside those that all have. */
  readonly options: readonly string[];
  /** How many names it takes at most; all of them are needed. */
  readonly names: number;
  /** It makes the data folder when it is not there. */
  readonly isFirst?: boolean;
  readonly run: (given: Given) => Promise<void>;
}

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** All commands by their words. */
export const commands: Readonly<Record<string, Command>> = {
  "tokens create": {
    usage:
      "tokens create --user ID --org ORG [--admin | --org-admin] [--name NAME] [--email EMAIL] [--group GROUP]… [--days N] [--label LABEL]",
    summary: "make a personal token and print it, once",
    options: ["user", "org", "admin", "org-admin", "name", "email", "group", "days", "label"],
    names: 0,
    isFirst: true,
    run: createToken,
  },
  "tokens list": {
    usage: "tokens list [--user ID] [--org ORG]",
    summary: "tokens that were not revoked",
    options: ["user", "org"],
    names: 0,
    run: listTokens,
  },
  "tokens revoke": {
    usage: "tokens revoke TOKEN-ID",
    summary: "end a token at once; the list has the ids",
    options: [],
    names: 1,
    run: async ({ client, names: [id = ""], remark }) => {
      await client.call("adminRevokeToken", { params: { id } });
      remark("Revoked.");
    },
  },
  "users list": {
    usage: "users list",
    summary: "everybody who has a token or shares something",
    options: [],
    names: 0,
    run: listUsers,
  },
  "users remove": {
    usage: "users remove --user ID --org ORG",
    summary: "revoke all tokens and all shares of a user",
    options: ["user", "org"],
    names: 0,
    run: async ({ client, options, remark }) => {
      const query = { id: needed(options, "user"), org: needed(options, "org") };
      const { tokens, shares } = await client.call("adminRemoveUser", { query });
      remark(
        `Revoked ${count(tokens, "token")} and ${count(shares, "share")} of ${query.id} (${query.org}).`,
      );
    },
  },
  "shares list": {
    usage: "shares list [--org ORG] [--owner TEXT] [--audience me|people|org|link] [--share LINK|REFERENCE]",
    summary: "living shares, the newest first",
    options: ["org", "owner", "audience", "share"],
    names: 0,
    run: listShares,
  },
  "shares show": {
    usage: "shares show LINK|REFERENCE",
    summary: "whose a share is, who may read it, how large it is; never what it says",
    options: [],
    names: 1,
    run: async ({ client, options, names: [name = ""], print }) => {
      const share = await client.call("adminShowShare", { params: { share: shareName(name) } });
      if (options.json) return print(JSON.stringify(share));
      for (const [what, value] of Object.entries(shareFacts(share))) print(`${what.padEnd(12)}${value}`);
    },
  },
  "shares revoke": {
    usage: "shares revoke LINK|REFERENCE",
    summary: "end a share; its content is deleted before the command ends",
    options: [],
    names: 1,
    run: async ({ client, names: [name = ""], remark }) => {
      await client.call("adminRevokeShare", { params: { share: shareName(name) } });
      remark("Revoked.");
    },
  },
  usage: {
    usage: "usage [--org ORG]",
    summary: "shares, bytes and openings by organisation and owner",
    options: ["org"],
    names: 0,
    run: async ({ client, options, print }) => {
      const { rows } = await client.call("adminUsage", { query: { org: text(options, "org") } });
      if (options.json) return print(JSON.stringify(rows));
      const cells = rows.map((row) => [
        row.org ?? "-",
        row.owner ?? "-",
        String(row.shares),
        formatBytes(row.bytes),
        String(row.opens),
      ]);
      print(formatTable(["ORGANISATION", "OWNER", "SHARES", "SIZE", "OPENED"], cells));
    },
  },
  purge: {
    usage: "purge",
    summary: "delete now what has expired, and what the policy's retention no longer keeps",
    options: [],
    names: 0,
    run: async ({ client, options, print }) => {
      const purged = await client.call("adminPurge");
      if (options.json) return print(JSON.stringify(purged));
      print(
        `Deleted ${count(purged.expired, "expired share")}, ${count(purged.tombstones, "old tombstone")} and ${count(purged.audit, "old audit record")}.`,
      );
    },
  },
  "audit export": {
    usage:
      "audit export [--since WHEN] [--until WHEN] [--share LINK|REFERENCE] [--actor ID] [--action ACTION] [--last N]",
    summary:
      "the audit as NDJSON, the oldest first; WHEN is a date (2026-11-24, UTC), a time or ms since 1970",
    options: ["since", "until", "share", "actor", "action", "last"],
    names: 0,
    run: exportAudit,
  },
  verify: {
    usage: "verify",
    summary: "read every journal of the data folder; exit code 1 when one is damaged",
    options: [],
    names: 0,
    run: verify,
  },
};

async function createToken({ client, options, print, remark }: Given): Promise<void> {
  if (options.admin && options["org-admin"]) throw new UsageError("Give either --admin or --org-admin.");
  const id = needed(options, "user");
  const email = text(options, "email") ?? (id.includes("@") ? id : undefined);
  const user = {
    id,
    org: needed(options, "org"),
    name: text(options, "name"),
    email,
    groups: options.group ?? [],
    role: options.admin ? "admin" : options["org-admin"] ? "orgAdmin" : "member",
  };
  const body = { user, label: text(options, "label"), expiresInDays: whole(options, "days") };
  const made = await client.call("adminCreateToken", { body });
  const end = made.expiresAt === null ? "It does not expire" : `It expires on ${formatTime(made.expiresAt)}`;
  remark(`A token of ${id} (${user.org}, ${user.role}), told only here. ${end}; its id is ${made.id}.`);
  print(options.json ? JSON.stringify(made) : made.token);
}

async function listTokens({ client, options, print }: Given): Promise<void> {
  const query = { user: text(options, "user"), org: text(options, "org") };
  const { tokens } = await client.call("adminListTokens", { query });
  if (options.json) return print(JSON.stringify(tokens));
  const row = ({ id, user, label, createdAt, expiresAt }: AdminToken) => [
    id,
    user.org,
    user.id,
    user.role,
    formatTime(createdAt),
    formatTime(expiresAt),
    label,
  ];
  print(formatTable(["ID", "ORGANISATION", "USER", "ROLE", "MADE", "EXPIRES", "LABEL"], tokens.map(row)));
}

async function listUsers({ client, options, print }: Given): Promise<void> {
  const { users } = await client.call("adminListUsers");
  if (options.json) return print(JSON.stringify(users));
  const rows = users.map((user) => [
    user.org,
    user.id,
    user.name ?? user.email ?? "",
    user.role ?? "-",
    String(user.tokens),
    String(user.shares),
  ]);
  print(formatTable(["ORGANISATION", "USER", "NAME", "ROLE", "TOKENS", "SHARES"], rows));
}

async function listShares({ client, options, print }: Given): Promise<void> {
  const asked = {
    org: text(options, "org"),
    owner: text(options, "owner"),
    audience: text(options, "audience"),
    share: text(options, "share"),
  };
  const shares: AdminShare[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await client.call("adminListShares", { query: { ...asked, after, limit: 500 } });
    shares.push(...page.shares);
    after = page.next;
  }
  if (options.json) return print(JSON.stringify(shares));
  const row = (share: AdminShare) => {
    const facts = shareFacts(share);
    return [
      facts.reference,
      facts.org,
      facts.owner,
      facts.audience,
      facts.created,
      facts.ends,
      facts.size,
      facts.opened,
    ];
  };
  const head = ["REFERENCE", "ORGANISATION", "OWNER", "AUDIENCE", "CREATED", "ENDS", "SIZE", "OPENED"];
  print(formatTable(head, shares.map(row)));
}

async function exportAudit({ client, options, print }: Given): Promise<void> {
  const query = {
    since: time(options, "since"),
    until: time(options, "until"),
    share: text(options, "share"),
    actor: text(options, "actor"),
    action: text(options, "action"),
    last: whole(options, "last"),
  };
  for await (const line of client.lines("adminAudit", { query })) print(line);
}

async function verify({ client, options, print }: Given): Promise<void> {
  let [journals, records, damaged] = [0, 0, 0];
  for await (const line of client.lines("adminVerify")) {
    const found = JSON.parse(line) as VerifiedLine;
    journals += 1;
    records += found.records;
    if (found.problem !== undefined) damaged += 1;
    if (options.json) print(line);
    else if (found.problem !== undefined) print(`${found.name}: ${found.problem}`);
    else if (found.unfinished !== undefined)
      print(`${found.name}: ends with ${found.unfinished} bytes that were never acknowledged`);
  }
  const read = `${count(records, "record")} in ${count(journals, "journal")}`;
  if (damaged > 0)
    throw new CannotError(`${count(damaged, "journal")} damaged (${read} are whole). Restore from a backup.`);
  if (!options.json) print(`All whole: ${read}.`);
}

function shareFacts(share: AdminShare) {
  const { owner, org, audience, mode, agent, createdAt, expiresAt, opens, lastOpenedAt } = share;
  const views = share.maxViews === null ? "" : `, ${share.views} of ${share.maxViews} views`;
  return {
    reference: share.reference,
    org: org ?? "-",
    owner: owner ? (owner.name ? `${owner.name} (${owner.id})` : owner.id) : "-",
    audience: `${audience}${share.hasPassword ? ", password" : ""}${views}`,
    mode,
    agent,
    created: formatTime(createdAt),
    ends: formatTime(expiresAt),
    size: formatBytes(share.bytes),
    opened: opens === 0 ? "0" : `${opens}, last ${formatTime(lastOpenedAt)}`,
    viewers: String(share.viewers),
  };
}

/** A link stands for its id: a whole one does not fit into a path. */
const shareName = (name: string) => parseShareLink(name)?.shareId ?? name;

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function text(options: Given["options"], name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

function needed(options: Given["options"], name: string): string {
  const value = text(options, name);
  if (!value) throw new UsageError(`--${name} is missing.`);
  return value;
}

function whole(options: Given["options"], name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,6}$/.test(value) || Number(value) < 1)
    throw new UsageError(`--${name} takes a whole number from 1 on.`);
  return Number(value);
}

/** ms since 1970. */
function time(options: Given["options"], name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const at = /^\d{5,15}$/.test(value) ? Number(value) : DAY.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--${name} takes a date, such as 2026-11-24 or 2026-11-24T08:00:00Z.`);
  return at;
}
