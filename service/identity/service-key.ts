import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const KEY_BYTES = 32;

/** The key file holds no key, or cannot be read; the message says what to do. */
export class ServiceKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ServiceKeyError";
  }
}

/**
 * The key that a service seals with, kept in its data folder and made when it is not there yet; nobody else may read the
 * file.
 * @throws ServiceKeyError
 */
export async function readServiceKey(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, "key");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ServiceKeyError(
      `${path} cannot be read (${error.code}). It must be a file of this user's; without it everybody signs in again.`,
      { cause: error },
    );
  });
  if (text === undefined) return makeKey(path);
  const key = Buffer.from(text.trim(), "base64url");
  if (key.length === KEY_BYTES) return key;
  throw new ServiceKeyError(
    `${path} holds no key of this service. Remove the file: everybody signs in again.`,
  );
}

/** Written whole or not at all, whatever happens in between. */
async function makeKey(path: string): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES);
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${key.toString("base64url")}\n`, { mode: 0o600, flush: true });
  await link(draft, path);
  await rm(draft);
  return key;
}
