import type { Administration } from "../admin/administration.ts";
import type { Identifiers } from "../identity/identify.ts";
import type { LiveHub } from "../live/hub.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import type { Openings } from "../shares/openings.ts";
import type { Shares } from "../shares/shares.ts";

/** What the routes need to do their work. */
export interface RouteDeps {
  readonly shares: Shares;
  readonly openings: Openings;
  readonly administration: Administration;
  readonly hub: LiveHub;
  readonly identifiers: Identifiers;
  readonly policy: ServicePolicy;
  /** The address people reach the service at, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Folder of the built pages: index.html, page.js, page.css, and the same of `admin`. */
  readonly pageDir: string;
  readonly version: string;
  /** Resolves when the store can be written. */
  readonly checkStore: () => Promise<void>;
}
