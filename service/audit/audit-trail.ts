import type { Caller } from "../identity/caller.ts";
import { referenceOf } from "../shares/reference.ts";
import { actorOf } from "./actor.ts";
import type { AuditLog, AuditRecord } from "./audit-log.ts";

export interface AuditTrailDeps {
  readonly log: AuditLog;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What happened to what. */
export interface AuditFacts {
  readonly share?: { readonly shareId: string; readonly org?: string | undefined } | undefined;
  /** Instead of a share: whom it was about. */
  readonly about?: { readonly org: string } | undefined;
  readonly detail?: string | undefined;
  /** Instead of what the caller proves. */
  readonly actor?: "owner" | "service" | undefined;
}

/** Writes down who did what. */
export class AuditTrail {
  readonly #deps: AuditTrailDeps;

  constructor(deps: AuditTrailDeps) {
    this.#deps = deps;
  }

  /** Resolves when the record is durable. @throws StoreUnavailableError */
  async note(caller: Caller, action: AuditRecord["action"], facts: AuditFacts = {}): Promise<void> {
    const { share, about, detail, actor } = facts;
    const shareOrg = share?.org ?? about?.org;
    const { user, address } = caller;
    await this.#deps.log.append({
      at: this.#deps.now(),
      action,
      actor: user ? actorOf(user) : (actor ?? "anonymous"),
      ...(user?.org ? { org: user.org } : {}),
      ...(share ? { share: referenceOf(share.shareId) } : {}),
      ...(shareOrg === undefined ? {} : { shareOrg }),
      ...(address === undefined ? {} : { from: address }),
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
