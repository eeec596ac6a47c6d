import type { Caller } from "../identity/caller.ts";
import { referenceOf } from "../store/reference.ts";
import { actorOf } from "./actor.ts";
import type { AuditRecord } from "./audit-log.ts";
import { Outbox, type OutboxDeps } from "./outbox.ts";

export interface AuditTrailDeps extends OutboxDeps {
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

/**
 * Writes down who did what. What gives somebody something is noted before it happens, and does not happen when that fails;
 * what takes something away always happens, and its record follows.
 */
export class AuditTrail {
  readonly #deps: AuditTrailDeps;
  readonly #outbox: Outbox;

  constructor(deps: AuditTrailDeps) {
    this.#deps = deps;
    this.#outbox = new Outbox(deps);
  }

  /** How many records of what has happened could not be written yet. */
  get unwritten(): number {
    return this.#outbox.waiting;
  }

  /** Writes down what is about to happen; resolves when the record is durable. @throws StoreUnavailableError */
  async note(caller: Caller, action: AuditRecord["action"], facts: AuditFacts = {}): Promise<void> {
    await this.#deps.log.append(this.#recordOf(caller, action, facts));
  }

  /** Writes down what has happened; resolves when the record is durable, or will be as soon as that is possible. */
  async follow(caller: Caller, action: AuditRecord["action"], facts: AuditFacts = {}): Promise<void> {
    await this.#outbox.put(this.#recordOf(caller, action, facts));
  }

  /** Resolves when all that has happened is written down. @throws StoreUnavailableError */
  check(): Promise<void> {
    return this.#outbox.flush();
  }

  /** Writes what is still to be written, if that is possible. To be called before the log is closed. */
  close(): Promise<void> {
    return this.#outbox.close();
  }

  #recordOf(caller: Caller, action: AuditRecord["action"], facts: AuditFacts): AuditRecord {
    const { share, about, detail, actor } = facts;
    const shareOrg = share?.org ?? about?.org;
    const { user, address } = caller;
    return {
      at: this.#deps.now(),
      action,
      actor: user ? actorOf(user) : (actor ?? "anonymous"),
      ...(user?.org ? { org: user.org } : {}),
      ...(share ? { share: referenceOf(share.shareId) } : {}),
      ...(shareOrg === undefined ? {} : { shareOrg }),
      ...(address === undefined ? {} : { from: address }),
      ...(detail === undefined ? {} : { detail }),
    };
  }
}
