import { ServiceRequests } from "../../client/service-requests.ts";
import { type AdminShares, adminRoutes, type UsageRow } from "../../protocol/admin.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { User } from "../../protocol/identity.ts";
import { MAX_LARGE_ANSWER_BYTES } from "../../protocol/limits.ts";
import { routes } from "../../protocol/routes.ts";
import type { SeenPolicy } from "../../protocol/seen.ts";
import { signInUrl } from "../sign-in-url.ts";

/** Which shares to list. */
export interface Search {
  readonly owner?: string;
  readonly share?: string;
  readonly org?: string;
  readonly audience?: string;
  readonly after?: string;
}

/** What goes through all that there is takes its time. */
const LONG = { isTransfer: true, maxBytes: MAX_LARGE_ANSWER_BYTES } as const;

/** The admin API as the browser's session may use it. Every method throws as `ServiceRequests.call`. */
export class AdminApi {
  /** Where to sign in, to come back here. */
  readonly signInUrl: string;
  readonly #requests: ServiceRequests;

  constructor(serviceUrl: string) {
    this.signInUrl = signInUrl(serviceUrl);
    this.#requests = new ServiceRequests(serviceUrl);
  }

  async auth(): Promise<SeenPolicy["auth"]> {
    return (await this.#requests.call(routes.policy, {})).auth;
  }

  async me(): Promise<User | null> {
    return (await this.#requests.call(routes.me, {})).user;
  }

  shares(query: Search): Promise<AdminShares> {
    return this.#requests.call(adminRoutes.adminListShares, { query, ...LONG });
  }

  async revoke(share: string): Promise<void> {
    await this.#requests.call(adminRoutes.adminRevokeShare, { params: { share }, ...LONG });
  }

  async usage(): Promise<UsageRow[]> {
    return (await this.#requests.call(adminRoutes.adminUsage, LONG)).rows;
  }

  /** The newest records, the newest first. */
  async audit(last: number): Promise<AuditRecord[]> {
    return (await this.#requests.call(adminRoutes.adminAudit, { query: { last }, ...LONG })).reverse();
  }
}
