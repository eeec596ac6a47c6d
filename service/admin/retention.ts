import { DAY_MS } from "../../primitives/durations.ts";
import type { Purged } from "../../protocol/admin.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { Refusal } from "../errors/refusal.ts";
import { type Caller, SERVICE } from "../identity/caller.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import type { Shares } from "../shares/shares.ts";
import type { ShareStore } from "../store/store.ts";

export interface RetentionDeps {
  readonly shares: Shares;
  readonly store: ShareStore;
  readonly log: AuditLog;
  readonly audit: AuditTrail;
  readonly policy: ServicePolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Deletes what the service keeps no longer: at once what has expired, and what is older than the policy's retention. */
export class Retention {
  readonly #deps: RetentionDeps;
  #keptAt = Number.NEGATIVE_INFINITY;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** To be called often: deletes what has expired, and once a day, and at a start, what is too old. */
  async run(): Promise<void> {
    const { shares, now } = this.#deps;
    if (now() - this.#keptAt < DAY_MS) return void (await shares.sweep());
    await this.purge(SERVICE);
    this.#keptAt = now();
  }

  /**
   * Deletes all of it now, and writes down how much that was. What cannot be deleted now keeps none of the rest.
   * @throws Refusal `unfinished`
   */
  async purge(caller: Caller): Promise<Purged> {
    const { shares, store, log, policy, audit } = this.#deps;
    const { goneDays, auditDays } = policy.retention;
    const purged = { expired: 0, tombstones: 0, audit: 0 };
    const failures: unknown[] = [];
    const attempt = async (what: keyof Purged, work: () => Promise<number>) => {
      purged[what] = await work().catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
    };
    await attempt("expired", () => shares.sweep());
    if (goneDays !== null) await attempt("tombstones", () => store.forget(this.#daysAgo(goneDays)));
    if (auditDays !== null) await attempt("audit", () => log.purge(this.#daysAgo(auditDays)));
    const isDone = purged.expired + purged.tombstones + purged.audit > 0;
    if (purged.tombstones + purged.audit > 0 || (caller.user && (isDone || failures.length === 0)))
      await audit.follow(caller, "admin.purged", { actor: "service", detail: inWords(purged) });
    if (failures.length === 0) return purged;
    throw isDone
      ? new Refusal("unfinished", `Deleted so far: ${inWords(purged)}. Try again later for the rest.`, {
          cause: failures[0],
        })
      : failures[0];
  }

  #daysAgo(days: number): number {
    return this.#deps.now() - days * DAY_MS;
  }
}

const inWords = (purged: Purged) =>
  Object.entries(purged)
    .map(([what, count]) => `${what} ${count}`)
    .join(" ");
