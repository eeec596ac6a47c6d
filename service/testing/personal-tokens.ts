// Makes and ends personal tokens in a data folder that no service has open, for tests of other programs:
// `create <folder> <users as JSON>` prints their tokens, a line each; `revoke <folder> <token>` ends it.
import * as z from "zod";
import { userSchema } from "../../protocol/identity.ts";
import { PersonalTokens } from "../identity/personal-tokens.ts";
import { hashSecret } from "../identity/tokens.ts";
import { LowdbTokenStore } from "../store/lowdb/lowdb-token-store.ts";

const [what, dataDir = "", argument = ""] = process.argv.slice(2);
const store = new LowdbTokenStore(dataDir);
if (what === "create") {
  const tokens = new PersonalTokens({ store, now: Date.now });
  for (const user of z.array(userSchema).parse(JSON.parse(argument))) {
    const { token } = await tokens.create({ user, label: "test", expiresAt: null });
    process.stdout.write(`${token}\n`);
  }
} else if (!(await store.revoke(hashSecret(argument)))) throw new Error("there is no such token");
await store.close();
