import { BlockList, isIP } from "node:net";
import { resolve } from "node:path";
import * as z from "zod";
import { parseServiceUrl } from "../protocol/links.ts";

/** How the service runs. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Where people reach the service; undefined: where it listens. */
  readonly publicUrl: string | undefined;
}

/** A variable of the environment makes no sense; the message names it and says what to do. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}

const PORT = "must be a port number from 0 (any free one) to 65535";
const PUBLIC_URL = "must be an http or https address, such as https://share.acme.example";

/** An empty variable is as good as none. */
const text = z.preprocess((value) => (value === "" ? undefined : value), z.string().optional());

const environmentSchema = z
  .object({
    SHARE_HOST: text.pipe(z.string().default("127.0.0.1")),
    SHARE_PORT: text.pipe(
      z.coerce.number<string>(PORT).int(PORT).min(0, PORT).max(65535, PORT).default(4747),
    ),
    SHARE_DATA_DIR: text.pipe(z.string().default("./.data")),
    SHARE_PUBLIC_URL: text.transform((url, context) => {
      const parsed = url === undefined ? undefined : parseServiceUrl(url);
      if (url !== undefined && parsed === undefined) context.addIssue(PUBLIC_URL);
      return parsed;
    }),
    SHARE_ALLOW_PUBLIC: text.pipe(z.enum(["0", "1"], "must be 1 (allow) or 0").default("0")),
  })
  .superRefine((env, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (!isLoopback(env.SHARE_HOST) && env.SHARE_ALLOW_PUBLIC !== "1")
      complain(
        "SHARE_HOST",
        `${env.SHARE_HOST} can be reached from other machines, and there is no sign-in yet: anyone who reaches the service can create shares on it. Set SHARE_ALLOW_PUBLIC=1 if that is what you want`,
      );
    if (isWildcard(env.SHARE_HOST) && env.SHARE_PUBLIC_URL === undefined)
      complain("SHARE_PUBLIC_URL", "is needed when SHARE_HOST stands for all addresses: links begin with it");
  });

/**
 * Reads the SHARE_… variables.
 * @throws ConfigError
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}.`).join("\n"),
    );
  const { SHARE_HOST, SHARE_PORT, SHARE_DATA_DIR, SHARE_PUBLIC_URL } = parsed.data;
  return {
    host: SHARE_HOST,
    port: SHARE_PORT,
    dataDir: resolve(SHARE_DATA_DIR),
    publicUrl: SHARE_PUBLIC_URL,
  };
}

function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8, "ipv4");
  loopback.addAddress("::1", "ipv6");
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 4 ? "ipv4" : "ipv6");
}

const isWildcard = (host: string) => host === "0.0.0.0" || host === "::";
