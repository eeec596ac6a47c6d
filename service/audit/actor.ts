import type { User } from "../../protocol/identity.ts";

/** Whom records name who are no users. */
const reserved: ReadonlySet<string> = new Set(["owner", "anonymous", "cli", "service", "admin"]);
const PREFIX = "user:";

/**
 * What records call a user: by the id, behind `user:` where that reads like another actor's name, or like this. So no id
 * is ever taken for anybody else's. Nobody's organisation has an empty name but that of the command line, which is called
 * as it is.
 */
export function actorOf({ id, org }: Pick<User, "id" | "org">): string {
  if (org === "") return id;
  const read = id
    .normalize("NFKC")
    .replace(/[\p{C}\p{Z}]/gu, "")
    .toLowerCase();
  return reserved.has(read) || read.startsWith(PREFIX) ? PREFIX + id : id;
}
