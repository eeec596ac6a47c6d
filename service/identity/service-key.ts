import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

const KEY_BYTES = 32;

/** The key file cannot be read; the message says what to do. */
export class ServiceKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ServiceKeyError";
  }
}

export interface ServiceKeyOptions {
  readonly dataDir: string;
  /** Nothing is kept in the folder yet: a key that is missing was never there. */
  readonly isNew: boolean;
  /** Keeps a damaged file aside, and says so. */
  readonly keepAside: (path: string, what: string) => Promise<void>;
}

/**
 * The key that a service seals with, kept in its data folder and made when it is not there yet; nobody else may read the
 * file. One that is damaged or missing makes way for a new key: everybody signs in again.
 * @throws ServiceKeyError
 */
export async function readServiceKey({ dataDir, isNew, keepAside }: ServiceKeyOptions): Promise<Uint8Array> {
  const path = join(dataDir, "key");
  const text = await readFile(path, "latin1").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ServiceKeyError(
      `${path} cannot be read (${error.code}). It must be a file of this user's; without it everybody signs in again.`,
      { cause: error },
    );
  });
  if (text === undefined && isNew) return makeKey(path);
  const key = parseKey(text ?? "");
  if (key) return key;
  const what = text === undefined ? "the key is missing" : "the key is damaged";
  await keepAside(path, `${what}: there is a new one, and everybody signs in again`);
  await rm(path, { force: true });
  return makeKey(path);
}

/** Keeps the key of another service in a data folder, in place of its own. */
export async function keepServiceKey(dataDir: string, key: Uint8Array): Promise<void> {
  const path = join(dataDir, "key");
  await rename(await writeDraft(path, key), path);
}

/** `<key> <CRC-32 of it>`, or as it was before there was a checksum. */
function parseKey(text: string): Uint8Array | undefined {
  const [encoded = "", checksum = checksumOf(encoded)] = text.trimEnd().split(" ");
  const key = Buffer.from(encoded, "base64url");
  const isWhole = key.length === KEY_BYTES && key.toString("base64url") === encoded;
  return isWhole && checksum === checksumOf(encoded) ? key : undefined;
}

function checksumOf(encoded: string): string {
  return crc32(encoded).toString(16).padStart(8, "0");
}

/** Written whole or not at all, whatever happens in between. */
async function makeKey(path: string): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES);
  const draft = await writeDraft(path, key);
  await link(draft, path);
  await rm(draft);
  return key;
}

async function writeDraft(path: string, key: Uint8Array): Promise<string> {
  const encoded = Buffer.from(key).toString("base64url");
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${encoded} ${checksumOf(encoded)}\n`, { mode: 0o600, flush: true });
  return draft;
}
