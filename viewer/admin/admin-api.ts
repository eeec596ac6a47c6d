import * as z from "zod";
import {
  type AdminShares,
  adminRoutes,
  adminSharesSchema,
  type UsageRow,
  usageSchema,
} from "../../protocol/admin.ts";
import { type AuditRecord, auditRecordSchema } from "../../protocol/audit.ts";
import { readError } from "../../protocol/errors.ts";
import type { AuthMode, User } from "../../protocol/identity.ts";
import { routes } from "../../protocol/routes.ts";
import { seenMeSchema, seenPolicySchema } from "../../protocol/seen.ts";

/** The service has refused, or cannot be reached; the message is for people. */
class ApiError extends Error {
  /** HTTP status; 0: no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Which shares to list. */
export interface Search {
  readonly owner?: string;
  readonly share?: string;
  readonly org?: string;
  readonly audience?: string;
  readonly after?: string;
}

/** The admin API as the browser's session may use it. Every method throws ApiError. */
export class AdminApi {
  readonly #service: URL;

  /** @param service the address of the service, ending with a slash */
  constructor(service: URL) {
    this.#service = service;
  }

  /** Where to sign in, to come back here. */
  get signInUrl(): string {
    return new URL(`auth/login?return=${encodeURIComponent(window.location.pathname)}`, this.#service).href;
  }

  async auth(): Promise<AuthMode | "unknown"> {
    return seenPolicySchema.parse(await this.#json(routes.policy.path)).auth;
  }

  async me(): Promise<User | null> {
    return seenMeSchema.parse(await this.#json(routes.me.path)).user;
  }

  async shares(search: Search): Promise<AdminShares> {
    return adminSharesSchema.parse(await this.#json(adminRoutes.adminListShares.path, { ...search }));
  }

  async revoke(reference: string): Promise<void> {
    const { method, path } = adminRoutes.adminRevokeShare;
    await this.#fetch(path.replace(":share", reference), {}, method);
  }

  async usage(): Promise<UsageRow[]> {
    return usageSchema.parse(await this.#json(adminRoutes.adminUsage.path)).rows;
  }

  /** The newest records, the newest first. */
  async audit(last: number): Promise<AuditRecord[]> {
    const response = await this.#fetch(adminRoutes.adminAudit.path, { last: String(last) });
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    return z
      .array(auditRecordSchema)
      .parse(lines.map((line) => JSON.parse(line) as unknown))
      .reverse();
  }

  async #json(path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return (await this.#fetch(path, query)).json();
  }

  async #fetch(path: string, query: Readonly<Record<string, string>>, method = "GET"): Promise<Response> {
    const url = new URL(path.slice(1), this.#service);
    for (const [name, value] of Object.entries(query)) if (value !== "") url.searchParams.set(name, value);
    const response = await fetch(url, { method }).catch(() => {
      throw new ApiError(0, "The service does not answer. Check the connection and try again.");
    });
    if (response.ok) return response;
    const said = readError(await response.json().catch(() => undefined));
    throw new ApiError(response.status, said?.message ?? `The service answered ${response.status}.`);
  }
}
