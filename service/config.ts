import { resolve } from "node:path";
import * as z from "zod";
import { type AuthMode, authModeSchema } from "../protocol/identity.ts";
import { parseServiceUrl } from "../protocol/links.ts";
import {
  isDatabaseAddress,
  isHost,
  isLoopback,
  isWebAddress,
  isWildcard,
  readPort,
} from "./config-values.ts";
import type { OidcConfig } from "./identity/oidc/oidc-config.ts";
import { isNetwork } from "./limits/networks.ts";
import { FILE, readSecrets, SECRETS } from "./secret-files.ts";
import { unknownSettings } from "./unknown-settings.ts";

/** How the service runs. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** A PostgreSQL database that keeps everything; undefined: the data folder does. */
  readonly databaseUrl: string | undefined;
  /** How the nodes of a database hear of each other. */
  readonly bus: "notify" | "poll";
  /** Where people reach the service; undefined: where it listens. */
  readonly publicUrl: string | undefined;
  readonly auth: AuthMode;
  /** There exactly when `auth` is `oidc`. */
  readonly oidc: OidcConfig | undefined;
  /** A JSON or YAML file with the admin's policy; undefined: the defaults. */
  readonly policyFile: string | undefined;
  /** Addresses and networks of the proxies whose `x-forwarded-for` counts. */
  readonly trustProxy: readonly string[];
}

/** A variable of the environment makes no sense; the message names it and says what to do. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}

const HOST = "must be an IP address of this machine, or a name that it has, without scheme and port";
const PORT =
  "must be a port number from 0 (any free one) to 65535, in digits alone. Where Kubernetes has set it for a Service called share, say enableServiceLinks: false";
const TRUST_PROXY =
  "must be a list of addresses or networks of your proxies, such as 10.0.0.5, 192.168.0.0/16 or loopback, none wider than /8 (/7 in IPv6)";
const ISSUER =
  "must be an https address (http on loopback alone), as the provider's discovery document says it";
const PUBLIC_URL =
  "must be an http or https address, such as https://share.acme.example, exactly one, without user, query and fragment";

const DATABASE_URL =
  "must be the address of a PostgreSQL database, such as postgres://user:password@host:5432/name";

const DEFAULT_PORT = 4747;

/** An empty variable is as good as none. */
const text = z.preprocess((value) => (value === "" ? undefined : value), z.string().optional());

const environmentSchema = z
  .object({
    SHARE_HOST: text.pipe(z.string().refine(isHost, HOST).default("127.0.0.1")),
    SHARE_PORT: text.transform((port, context) => {
      const parsed = port === undefined ? DEFAULT_PORT : readPort(port);
      if (parsed === undefined) context.addIssue(PORT);
      return parsed ?? DEFAULT_PORT;
    }),
    SHARE_DATA_DIR: text.pipe(z.string().default("./.data")),
    SHARE_DATABASE_URL: text.pipe(z.string().refine(isDatabaseAddress, DATABASE_URL).optional()),
    SHARE_BUS: text.pipe(z.enum(["notify", "poll"], "must be notify or poll").default("notify")),
    SHARE_PUBLIC_URL: text.transform((url, context) => {
      if (url === undefined) return undefined;
      if (!isWebAddress(url)) context.addIssue(PUBLIC_URL);
      return parseServiceUrl(url);
    }),
    SHARE_AUTH: text.pipe(z.enum(authModeSchema.options, "must be none, token or oidc").default("none")),
    SHARE_OIDC_ISSUER: text,
    SHARE_OIDC_CLIENT_ID: text,
    SHARE_OIDC_CLIENT_SECRET: text,
    SHARE_OIDC_SCOPE: text.pipe(
      z
        .string()
        .refine(
          (scope) => scope.split(" ").includes("openid"),
          "must hold openid, such as openid profile email",
        )
        .default("openid profile email"),
    ),
    SHARE_OIDC_ORG_CLAIM: text.pipe(z.string().default("org")),
    SHARE_OIDC_GROUPS_CLAIM: text.pipe(z.string().default("groups")),
    SHARE_ADMIN_GROUP: text,
    SHARE_ORG_ADMIN_GROUP: text,
    SHARE_POLICY_FILE: text,
    SHARE_TRUST_PROXY: text.transform((list, context) => {
      const proxies = list?.split(",").map((proxy) => proxy.trim()) ?? [];
      if (!proxies.every(isNetwork)) context.addIssue(TRUST_PROXY);
      return proxies;
    }),
    SHARE_ALLOW_PUBLIC: text.pipe(z.enum(["0", "1"], "must be 1 (allow) or 0").default("0")),
  })
  .superRefine((env, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (env.SHARE_AUTH === "none" && !isLoopback(env.SHARE_HOST) && env.SHARE_ALLOW_PUBLIC !== "1")
      complain(
        "SHARE_HOST",
        `${env.SHARE_HOST} can be reached from other machines, and nobody signs in: anyone who reaches the service can create shares on it. Set SHARE_AUTH=token or oidc, or SHARE_ALLOW_PUBLIC=1 if that is what you want`,
      );
    if (env.SHARE_AUTH === "oidc")
      for (const name of ["SHARE_OIDC_ISSUER", "SHARE_OIDC_CLIENT_ID"] as const)
        if (env[name] === undefined) complain(name, "is needed when SHARE_AUTH is oidc");
    if (env.SHARE_OIDC_ISSUER !== undefined && !isIssuer(env.SHARE_OIDC_ISSUER))
      complain("SHARE_OIDC_ISSUER", ISSUER);
    if (env.SHARE_HOST.includes("%") && env.SHARE_PUBLIC_URL === undefined)
      complain("SHARE_PUBLIC_URL", "is needed when SHARE_HOST has a zone: no link can name one");
    if (isWildcard(env.SHARE_HOST) && env.SHARE_PUBLIC_URL === undefined)
      complain("SHARE_PUBLIC_URL", "is needed when SHARE_HOST stands for all addresses: links begin with it");
  });

/**
 * Reads the SHARE_… variables, and the files that secret ones stand in.
 * @throws ConfigError
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { settings, complaints: ofFiles, fromFiles } = readSecrets(env);
  const parsed = environmentSchema.safeParse(settings);
  const complaints = [...ofFiles];
  for (const { path, message } of parsed.error?.issues ?? []) {
    const file = fromFiles.get(path.join("."));
    complaints.push(
      file === undefined ? `${path.join(".")}: ${message}.` : `${file}: what stands in it ${message}.`,
    );
  }
  const known = [...Object.keys(environmentSchema.shape), ...SECRETS.map((name) => name + FILE)];
  for (const { name, message } of unknownSettings(env, known))
    complaints.push(`${name}: ${message}.`.replace("?.", "?"));
  if (!parsed.success || complaints.length > 0) throw new ConfigError(complaints.join("\n"));
  const { SHARE_HOST, SHARE_PORT, SHARE_DATA_DIR, SHARE_PUBLIC_URL } = parsed.data;
  const { SHARE_AUTH, SHARE_POLICY_FILE, SHARE_TRUST_PROXY } = parsed.data;
  return {
    host: SHARE_HOST,
    port: SHARE_PORT,
    dataDir: resolve(SHARE_DATA_DIR),
    databaseUrl: parsed.data.SHARE_DATABASE_URL,
    bus: parsed.data.SHARE_BUS,
    publicUrl: SHARE_PUBLIC_URL,
    auth: SHARE_AUTH,
    oidc: SHARE_AUTH === "oidc" ? readOidc(parsed.data) : undefined,
    policyFile: SHARE_POLICY_FILE === undefined ? undefined : resolve(SHARE_POLICY_FILE),
    trustProxy: SHARE_TRUST_PROXY,
  };
}

function readOidc(env: z.output<typeof environmentSchema>): OidcConfig {
  return {
    issuer: env.SHARE_OIDC_ISSUER ?? "",
    clientId: env.SHARE_OIDC_CLIENT_ID ?? "",
    clientSecret: env.SHARE_OIDC_CLIENT_SECRET,
    scope: env.SHARE_OIDC_SCOPE,
    orgClaim: env.SHARE_OIDC_ORG_CLAIM,
    groupsClaim: env.SHARE_OIDC_GROUPS_CLAIM,
    adminGroup: env.SHARE_ADMIN_GROUP,
    orgAdminGroup: env.SHARE_ORG_ADMIN_GROUP,
  };
}

/** Plain HTTP lets anyone on the way sign in as anybody; on one machine nobody is on the way. */
function isIssuer(text: string): boolean {
  if (!isWebAddress(text)) return false;
  const url = new URL(text);
  return url.protocol === "https:" || isLoopback(url.hostname);
}
