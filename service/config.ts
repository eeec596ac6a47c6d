import { BlockList, isIP } from "node:net";
import { resolve } from "node:path";
import * as z from "zod";
import { type AuthMode, authModeSchema } from "../protocol/identity.ts";
import { parseServiceUrl } from "../protocol/links.ts";
import { isNetwork } from "./limits/networks.ts";

/** The OpenID Connect provider that knows people, and what its claims mean here. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client, which has PKCE alone. */
  readonly clientSecret: string | undefined;
  /** What is asked of the provider, separated by spaces; `openid` among it. */
  readonly scope: string;
  readonly orgClaim: string;
  readonly groupsClaim: string;
  /** Who belongs to this group manages the service; undefined: nobody does. */
  readonly adminGroup: string | undefined;
  /** Who belongs to this group manages what their own organisation shares. */
  readonly orgAdminGroup: string | undefined;
}

/** How the service runs. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
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

const PORT = "must be a port number from 0 (any free one) to 65535";
const TRUST_PROXY =
  "must be a list of addresses or networks of your proxies, such as 10.0.0.5, 192.168.0.0/16 or loopback";
const ISSUER =
  "must be an https address (http on loopback alone), as the provider's discovery document says it";
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
  const { SHARE_AUTH, SHARE_POLICY_FILE, SHARE_TRUST_PROXY } = parsed.data;
  return {
    host: SHARE_HOST,
    port: SHARE_PORT,
    dataDir: resolve(SHARE_DATA_DIR),
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
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "localhost") return true;
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8, "ipv4");
  loopback.addAddress("::1", "ipv6");
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 4 ? "ipv4" : "ipv6");
}

const isWildcard = (host: string) => host === "0.0.0.0" || host === "::";
