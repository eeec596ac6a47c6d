import { timingSafeEqual } from "node:crypto";
import { ADMIN_KEY_PREFIX, type User } from "../../protocol/identity.ts";
import { Refusal } from "../errors/refusal.ts";
import { newToken } from "../identity/tokens.ts";

/** Whoever can read the data folder. Nobody's organisation has an empty name, so it belongs to none. */
export const CLI_USER: User = { id: "cli", org: "", groups: [], role: "admin" };

/** A new key for the admin's command line, which counts for as long as this process runs. */
export const newAdminKey = (): string => ADMIN_KEY_PREFIX + newToken();

/**
 * Knows the holder of the process's own key. Compares in constant time.
 * @throws Refusal `invalidCredentials`
 */
export function adminOfKey(key: string): (given: string) => Promise<User> {
  const expected = Buffer.from(key);
  return async (given) => {
    const bytes = Buffer.from(given);
    if (bytes.length === expected.length && timingSafeEqual(bytes, expected)) return CLI_USER;
    throw new Refusal("invalidCredentials", "this admin key is of another run of the service");
  };
}
