import type { Command, Given } from "./command.ts";
import { needed } from "./options.ts";
import { count, formatTable } from "./table.ts";

/** Listing and removing users. */
export const userCommands: Readonly<Record<string, Command>> = {
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
};

async function listUsers({ client, options, print }: Given): Promise<void> {
  const { users } = await client.call("adminListUsers", {});
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
