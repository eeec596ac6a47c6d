import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { FairTurns } from "../../primitives/fair-turns.ts";

/** scrypt as OWASP advises it for interactive use: 32 MiB and about 100 ms for each guess. */
const COST: Required<Pick<ScryptOptions, "N" | "r" | "p">> = { N: 2 ** 15, r: 8, p: 3 };
const MAX_MEMORY = 64 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Of the four threads that hashing and the disk share, so that whoever writes has two at any time. */
const AT_ONCE = 2;
const turns = new FairTurns(AT_ONCE);

/**
 * What is kept of a password: `scrypt$<N>$<r>$<p>$<salt>$<key>`, the last two base64url.
 * @param sender `senderOf` whoever asks for it: each is served in turn
 */
export async function hashPassword(password: string, sender: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST, sender);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Compares in constant time. Unicode forms of the same characters count as the same. @param sender as of `hashPassword` */
export async function isPasswordOf(hash: string, password: string, sender: string): Promise<boolean> {
  const [, N, r, p, salt = "", key = ""] = hash.split("$");
  const expected = Buffer.from(key, "base64url");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return timingSafeEqual(expected, await derive(password, Buffer.from(salt, "base64url"), cost, sender));
}

function derive(password: string, salt: Buffer, cost: ScryptOptions, sender: string): Promise<Buffer> {
  const options = { ...cost, maxmem: MAX_MEMORY };
  const normal = password.normalize("NFKC");
  return turns.take(
    sender,
    () =>
      new Promise((resolve, reject) => {
        scrypt(normal, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
      }),
  );
}
