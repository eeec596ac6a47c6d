import type { AdminShare } from "../../../protocol/admin.ts";
import { parseShareLink } from "../../../protocol/links.ts";
import type { Command, Given } from "./command.ts";
import { text } from "./options.ts";
import { formatBytes, formatTable, formatTime } from "./table.ts";

/** Finding shares, looking at one, and ending it. */
export const shareCommands: Readonly<Record<string, Command>> = {
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
};

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
