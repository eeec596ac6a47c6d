import type { AdminToken } from "../../../protocol/admin.ts";
import type { Role } from "../../../protocol/identity.ts";
import { UsageError } from "./cannot-error.ts";
import type { Command, Given } from "./command.ts";
import { needed, text, texts, whole } from "./options.ts";
import { formatTable, formatTime } from "./table.ts";

/** Making, listing and ending personal tokens. */
export const tokenCommands: Readonly<Record<string, Command>> = {
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
    groups: texts(options, "group"),
    role: roleOf(options),
  };
  const body = { user, label: text(options, "label"), expiresInDays: whole(options, "days") };
  const made = await client.call("adminCreateToken", { body });
  const end = made.expiresAt === null ? "It does not expire" : `It expires on ${formatTime(made.expiresAt)}`;
  remark(`A token of ${id} (${user.org}, ${user.role}), told only here. ${end}; its id is ${made.id}.`);
  print(options.json ? JSON.stringify(made) : made.token);
}

function roleOf({ admin, "org-admin": orgAdmin }: Given["options"]): Role {
  if (admin) return "admin";
  return orgAdmin ? "orgAdmin" : "member";
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
