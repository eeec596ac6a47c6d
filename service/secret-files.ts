import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Settings that are secret, each of which may stand in a file that `<name>_FILE` names. */
export const SECRETS = ["SHARE_DATABASE_URL", "SHARE_OIDC_CLIENT_SECRET"] as const;

/** What ends the name of a setting whose value stands in a file. */
export const FILE = "_FILE";
/** Longest secret, in bytes. */
const MOST_BYTES = 16 * 1024;

type Settings = Readonly<Record<string, string | undefined>>;

/** Settings with what files say in place of the files' names. */
export interface ReadSecrets {
  readonly settings: Settings;
  /** What is wrong, by the setting that names the file; never what stands in one. */
  readonly complaints: readonly string[];
  /** The settings that came from files, and what names each file. */
  readonly fromFiles: ReadonlyMap<string, string>;
}

/** Reads the files that secret settings stand in: as systemd, Docker and Kubernetes hand secrets over. */
export function readSecrets(env: Settings): ReadSecrets {
  const settings: Record<string, string | undefined> = { ...env };
  const complaints: string[] = [];
  const fromFiles = new Map<string, string>();
  for (const name of SECRETS) {
    const setting = name + FILE;
    const path = env[setting] ?? "";
    delete settings[setting];
    if (path === "") continue;
    if ((env[name] ?? "") !== "") {
      complaints.push(`${setting}: ${name} is set, too. Keep one of both.`);
      continue;
    }
    const read = readSecret(path);
    if ("wrong" in read) complaints.push(`${setting}: ${path} ${read.wrong}.`);
    else {
      settings[name] = read.secret;
      fromFiles.set(name, setting);
    }
  }
  return { settings, complaints, fromFiles };
}

/** One line, with or without an end: editors and `echo` add one. */
function readSecret(path: string): { readonly secret: string } | { readonly wrong: string } {
  const bytes = readBytes(path);
  if ("wrong" in bytes) return bytes;
  const secret = bytes.text.replace(/\r?\n$/, "");
  if (secret === "") return { wrong: "is empty; it must hold the secret" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none belongs into a secret
  if (/[\u0000-\u001f\u007f]/.test(secret)) return { wrong: "must hold one line of text and nothing else" };
  if (secret !== secret.trim()) return { wrong: "must not begin or end with a space" };
  return { secret };
}

function readBytes(path: string): { readonly text: string } | { readonly wrong: string } {
  let file: number | undefined;
  try {
    // A pipe would be waited for until somebody writes to it. Windows has none of that kind.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(file).isFile()) return { wrong: "is no file" };
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    if (length > MOST_BYTES) return { wrong: `is longer than ${MOST_BYTES} bytes: it is no secret` };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length)) };
  } catch (error) {
    const { code = "no text in UTF-8" } = error as NodeJS.ErrnoException;
    return {
      wrong: `cannot be read (${code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "no text in UTF-8" : code})`,
    };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
