import type { Administration, Viewers } from "../admin/administration.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import type { Readiness } from "../health/readiness.ts";
import type { Identifiers } from "../identity/identify.ts";
import type { OidcProvider } from "../identity/oidc/provider.ts";
import type { PersonalTokens } from "../identity/personal-tokens.ts";
import type { Sessions } from "../identity/sessions.ts";
import type { TokenSealer } from "../identity/token-sealer.ts";
import type { Rates } from "../limits/rates.ts";
import type { Seats } from "../limits/seats.ts";
import type { LiveHub } from "../live/hub.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import type { AccessTickets } from "../shares/access-tickets.ts";
import type { Shares } from "../shares/shares.ts";

/** What the routes need to do their work. */
export interface RouteDeps {
  readonly shares: Shares;
  readonly accessTickets: AccessTickets;
  readonly administration: Administration;
  readonly hub: LiveHub;
  /** All who follow or read, here and on other nodes. */
  readonly viewers: Viewers;
  readonly identifiers: Identifiers;
  readonly tokens: PersonalTokens;
  readonly sessions: Sessions;
  /** Undefined unless people sign in through a provider. */
  readonly provider: OidcProvider | undefined;
  readonly seal: TokenSealer;
  readonly audit: AuditTrail;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly policy: ServicePolicy;
  readonly rates: Rates;
  /** Of those who follow. */
  readonly seats: Seats;
  /** Of those whose answer is under way: who reads slowly from many links must not make the pieces of all others small. */
  readonly readerSeats: Seats;
  /** The address people reach the service at, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Folder of the built pages: index.html, page.js, page.css, and the same of `admin`. */
  readonly pageDir: string;
  readonly version: string;
  readonly readiness: Readiness;
  /** Data files that wait for an admin's decision. */
  readonly damage: { readonly count: number };
}
