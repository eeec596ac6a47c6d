import type { Share } from "../protocol/share.ts";
import { adminOfKey } from "./admin/admin-key.ts";
import { Administration, type Viewers } from "./admin/administration.ts";
import { Retention } from "./admin/retention.ts";
import { ShareDirectory } from "./admin/share-directory.ts";
import { AuditTrail } from "./audit/audit-trail.ts";
import type { OutboxDeps } from "./audit/outbox.ts";
import { healthChecks } from "./health/checks.ts";
import { Readiness } from "./health/readiness.ts";
import type { Identifiers } from "./identity/identify.ts";
import type { OidcConfig } from "./identity/oidc/oidc-config.ts";
import { OidcProvider } from "./identity/oidc/provider.ts";
import { PersonalTokens } from "./identity/personal-tokens.ts";
import { Sessions } from "./identity/sessions.ts";
import { TokenSealer } from "./identity/token-sealer.ts";
import type { HourlyCounts } from "./limits/hourly-counts.ts";
import { AcrossNodes } from "./live/across-nodes.ts";
import { LiveHub } from "./live/hub.ts";
import { Metrics } from "./metrics/metrics.ts";
import type { ServicePolicy } from "./policy/service-policy.ts";
import { AccessTickets } from "./shares/access-tickets.ts";
import { publicShare } from "./shares/public-share.ts";
import { Shares } from "./shares/shares.ts";
import { Tickets } from "./shares/tickets.ts";
import type { DamageDesk, Stores } from "./storage/stores.ts";
import type { ShareStore } from "./store/store.ts";

export interface ServiceOptions {
  readonly stores: Stores;
  readonly policy: ServicePolicy;
  /** What the service seals with: 32 random bytes. */
  readonly key: Uint8Array;
  /** The provider that knows people; undefined unless the policy says that they sign in there. */
  readonly oidc?: OidcConfig | undefined;
  /** `OidcProviderDeps.keysCooldownMs` */
  readonly keysCooldownMs?: number | undefined;
  /** What the admin's command line proves itself by; undefined: it cannot be used with this service. */
  readonly adminKey?: string;
  /** Told of records of the audit that cannot be written now; default: nobody is. */
  readonly reportUnwritten?: OutboxDeps["report"] | undefined;
  /** The metrics tell of the whole process, too. */
  readonly hasProcess?: boolean;
  /** `LiveHubDeps.heartbeatMs` */
  readonly heartbeatMs?: number | undefined;
  /** `LiveHubDeps.pollLastsMs` */
  readonly pollLastsMs?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The parts of a service, each made of those before it. */
export interface Services {
  readonly seal: TokenSealer;
  readonly audit: AuditTrail;
  readonly tokens: PersonalTokens;
  readonly sessions: Sessions;
  readonly provider: OidcProvider | undefined;
  readonly identifiers: Identifiers;
  readonly hub: LiveHub;
  /** All who follow or read, here and on other nodes. */
  readonly viewers: Viewers;
  readonly shares: Shares;
  readonly accessTickets: AccessTickets;
  readonly retention: Retention;
  readonly administration: Administration;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly damage: DamageDesk;
  /** Of all nodes; undefined: there is this process alone. */
  readonly counts: HourlyCounts | undefined;
  readonly now: () => number;
}

/** Puts the parts of a service together. */
export function composeService(options: ServiceOptions): Services {
  const { stores, policy, key, oidc, keysCooldownMs, adminKey, hasProcess = false, now } = options;
  const seal = new TokenSealer(key, now);
  const audit = new AuditTrail({ log: stores.audit, now, report: options.reportUnwritten });
  const tokens = new PersonalTokens({ store: stores.tokens, now });
  const { auth } = policy.public;
  const sessions = new Sessions({ mode: auth, seal, tokens, store: stores.sessions, now });
  const provider =
    oidc && new OidcProvider({ config: oidc, organizations: policy.orgs, now, keysCooldownMs });
  const identifiers: Identifiers = {
    mode: auth,
    ...(auth === "none"
      ? {}
      : {
          userOfToken: (token: string) => tokens.userOf(token),
          userOfSession: async (sealed: string) => (await sessions.find(sealed))?.user,
        }),
    ...(provider ? { userOfJwt: (jwt: string) => provider.userOfJwt(jwt) } : {}),
    ...(adminKey === undefined ? {} : { userOfAdminKey: adminOfKey(adminKey) }),
  };
  const { shares: store, bus, counts } = stores;
  const hub = new LiveHub({
    now,
    readSince: (shareId, revision) => store.readSince(shareId, revision),
    accessOf: bus && ((shareId) => bus.accessOf(shareId)),
    heartbeatMs: options.heartbeatMs,
    pollLastsMs: options.pollLastsMs,
  });
  const live = bus ? new AcrossNodes({ hub, bus, describe: describer(store) }) : hub;
  stores.damage.watch((shareId) => void hub.recheck(shareId));
  const tickets = new Tickets(seal);
  const shares = new Shares({ store, publisher: live, policy, tickets, audit, now });
  const accessTickets = new AccessTickets({ shares, store, tickets, audit, policy, counts, now });
  const retention = new Retention({ shares, store, log: stores.audit, audit, policy, now });
  const directory = new ShareDirectory({ store, viewers: (shareId) => hub.viewers(shareId), now });
  const administration = new Administration({
    stores,
    directory,
    shares,
    tokens,
    retention,
    audit,
    viewers: live,
    now,
  });
  const metrics = new Metrics({ store, hub, now, hasProcess });
  const readiness = new Readiness(healthChecks(stores, audit, auth !== "none"));
  const rules = { shares, accessTickets, retention, administration };
  return {
    seal,
    audit,
    tokens,
    sessions,
    provider,
    identifiers,
    hub,
    viewers: live,
    ...rules,
    metrics,
    readiness,
    damage: stores.damage,
    counts,
    now,
  };
}

/** How a share is described now; undefined: it is not there. */
function describer(store: ShareStore): (shareId: string) => Promise<Share | undefined> {
  return async (shareId) => {
    const record = await store.get(shareId);
    return record?.state === "live" ? publicShare(record.meta) : undefined;
  };
}
