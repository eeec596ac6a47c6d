import * as z from "zod";
import type { AuthMode } from "../../protocol/identity.ts";
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from "../../protocol/limits.ts";
import type { Policy } from "../../protocol/policy.ts";
import { audienceSchema } from "../../protocol/share.ts";

const days = z.int().min(1).max(3650);

/** How much the service lets people do. Counts are per window of an hour or a minute, as their names say. */
const limitsSchema = z
  .strictObject({
    createsPerUserPerHour: z.int().min(1).default(120),
    createsPerOrgPerHour: z.int().min(1).default(2_000),
    sharesPerUser: z.int().min(1).default(1_000),
    sharesPerOrg: z.int().min(1).default(50_000),
    bytesPerShare: z
      .int()
      .min(1024)
      .default(512 * 1024 * 1024),
    keysPerShare: z.int().min(1).default(200_000),
    changesPerUserPerMinute: z.int().min(1).default(120),
    syncsPerSharePerMinute: z.int().min(1).default(6_000),
    readsPerAddressPerMinute: z.int().min(1).default(1_200),
    opensPerAddressPerMinute: z.int().min(1).default(60),
    signInsPerAddressPerMinute: z.int().min(1).default(120),
    devicesPerAddressPerHour: z.int().min(1).default(120),
    socketsPerAddress: z.int().min(1).default(200),
    socketsPerShare: z.int().min(1).default(1_000),
    passwordAttemptsPerHour: z.int().min(1).default(20),
  })
  .prefault({});

const orgName = z.string().min(1).max(MAX_NAME_LENGTH);

/** Which organisation people belong to where the provider's claim alone does not name one. */
const orgsSchema = z
  .strictObject({
    prefer: z.array(orgName).default([]),
    names: z.record(orgName, orgName).default({}),
    mailDomains: z
      .record(
        z.string().regex(/^[^\s@]+\.[^\s@]+$/, "must be domains, such as acme.example, without “@”"),
        orgName,
      )
      .default({})
      .transform((domains) =>
        Object.fromEntries(Object.entries(domains).map(([domain, org]) => [domain.toLowerCase(), org])),
      ),
  })
  .prefault({});

/** An admin's policy, as the file of SHARE_POLICY_FILE says it. What it does not name has the default. */
export const policyFileSchema = z.strictObject({
  sharing: z.enum(["on", "off"]).default("on"),
  audiences: z.array(audienceSchema).min(1).optional(),
  defaultAudience: audienceSchema.optional(),
  expiry: z
    .strictObject({ defaultDays: days.nullable().default(30), maxDays: days.nullable().default(null) })
    .refine(({ defaultDays, maxDays }) => maxDays === null || (defaultDays ?? Infinity) <= maxDays, {
      path: ["defaultDays"],
      message: "must not exceed maxDays",
    })
    .prefault({}),
  linkNeedsPassword: z.boolean().default(false),
  sealedOnly: z.boolean().default(false),
  agents: z.array(z.string().min(1).max(MAX_ID_LENGTH)).nullable().default(null),
  orgs: orgsSchema,
  retention: z
    .strictObject({
      /** How long it is remembered that a share was there. */
      goneDays: days.nullable().default(null),
      auditDays: days.nullable().default(365),
    })
    .prefault({}),
  limits: limitsSchema,
});
export type PolicyFile = z.output<typeof policyFileSchema>;

/** What the service keeps to. */
export interface ServicePolicy {
  /** What clients are told. */
  readonly public: Policy;
  readonly limits: PolicyFile["limits"];
  readonly orgs: PolicyFile["orgs"];
  readonly retention: PolicyFile["retention"];
}

/** A policy cannot be read, or contradicts itself or the identity mode; the message says where and what to do. */
export class PolicyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PolicyError";
  }
}

/**
 * What a policy means on a service that knows people in a certain way.
 * @throws PolicyError
 */
export function servicePolicy(auth: AuthMode, file: PolicyFile): ServicePolicy {
  const possible = audienceSchema.options.filter((audience) => auth !== "none" || audience === "link");
  const audiences = file.audiences ?? possible;
  const impossible = audiences.filter((audience) => !possible.includes(audience));
  if (impossible.length > 0)
    throw new PolicyError(`audiences: ${impossible.join(", ")} need SHARE_AUTH=token or oidc`);
  const defaultAudience = file.defaultAudience ?? firstOf(auth === "none" ? ["link"] : ["org", ...audiences]);
  if (!audiences.includes(defaultAudience))
    throw new PolicyError(`defaultAudience: ${defaultAudience} is not among audiences`);
  return {
    public: {
      auth,
      sharing: file.sharing === "on",
      audiences: [...audiences],
      defaultAudience,
      expiry: file.expiry,
      linkNeedsPassword: file.linkNeedsPassword,
      sealedOnly: file.sealedOnly,
      agents: file.agents,
    },
    limits: file.limits,
    orgs: file.orgs,
    retention: file.retention,
  };

  function firstOf(wanted: readonly (typeof possible)[number][]) {
    return wanted.find((audience) => audiences.includes(audience)) ?? "link";
  }
}
