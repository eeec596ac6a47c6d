import type { VerifiedLine } from "../../../protocol/admin.ts";
import { CannotError } from "./cannot-error.ts";
import type { Command, Given } from "./command.ts";
import { text, time, whole } from "./options.ts";
import { count, formatBytes, formatTable } from "./table.ts";

/** What concerns the service as a whole: its usage, its audit, and what it has on disk. */
export const serviceCommands: Readonly<Record<string, Command>> = {
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
      const purged = await client.call("adminPurge", {});
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
  "damage list": {
    usage: "damage list",
    summary: "data files that were damaged and wait for your decision; they are in the folder damaged",
    options: [],
    names: 0,
    run: async ({ client, options, print }) => {
      const { damaged } = await client.call("adminListDamage", {});
      if (options.json) return print(JSON.stringify(damaged));
      if (damaged.length === 0) return print("Nothing is damaged.");
      print(
        formatTable(
          ["NAME", "FOUND"],
          damaged.map(({ name, what }) => [name, what]),
        ),
      );
    },
  },
  "damage accept": {
    usage: "damage accept NAME",
    summary:
      "go on without what was lost: what was closed opens as it is known now, the damaged file is deleted",
    options: [],
    names: 1,
    run: async ({ client, names: [name = ""], print }) => {
      await client.call("adminAcceptDamage", { params: { name } });
      print(`Accepted ${name}.`);
    },
  },
  verify: {
    usage: "verify",
    summary: "read every journal of the data folder; exit code 1 when one is damaged",
    options: [],
    names: 0,
    run: verify,
  },
};

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
  for await (const line of client.lines("adminVerify", {})) {
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
    throw new CannotError(
      `${count(damaged, "journal")} damaged (${read} are whole). See the command “damage list”, or restore from a backup.`,
    );
  if (!options.json) print(`All whole: ${read}.`);
}
