import { Refusal } from "../errors/refusal.ts";
import { type Caller, SERVICE } from "../identity/caller.ts";
import { VersionConflictError } from "../store/errors.ts";
import type { GoneReason, ListedShare, LiveShare } from "../store/store.ts";
import type { SharesDeps } from "./shares-deps.ts";
import { Turns } from "./turns.ts";

/**
 * Ends shares. However often one is ended at the same time, by whomever and on however many nodes, the store says who
 * did it, and that one writes it down.
 */
export class Endings {
  readonly #deps: Pick<SharesDeps, "store" | "publisher" | "audit" | "now">;
  readonly #turns = new Turns();

  constructor(deps: Pick<SharesDeps, "store" | "publisher" | "audit" | "now">) {
    this.#deps = deps;
  }

  /**
   * Deletes a share at somebody's word; when this answers it is gone, and so are its viewers.
   * @throws Refusal `unfinished` when nobody can read it any more, and not all of it could be deleted
   */
  async revoke(caller: Caller, share: ListedShare): Promise<void> {
    const { isEnded, failure } = await this.#end(share, "revoked");
    if (isEnded) await this.#deps.audit.follow(caller, "share.revoked", { share, actor: "owner" });
    if (failure) throw new Refusal("unfinished", UNDELETED, { cause: failure });
  }

  /**
   * Deletes a share whose time is over; answers whether this call did.
   * @throws VersionConflictError when it was changed meanwhile: its end may have been put off
   */
  async expire({ meta: share, version }: LiveShare): Promise<boolean> {
    const { isEnded } = await this.#end(share, "expired", version);
    if (isEnded) await this.#deps.audit.follow(SERVICE, "share.expired", { share, actor: "service" });
    return isEnded;
  }

  /** Deletes all shares whose time is over; answers how many. One that cannot be deleted now keeps none of the others. */
  async sweep(): Promise<number> {
    const { store, now } = this.#deps;
    let swept = 0;
    let failure: { readonly error: unknown } | undefined;
    for (const shareId of await store.expired(now())) {
      try {
        const record = await store.get(shareId);
        if (record?.state === "live" && (await this.expire(record))) swept += 1;
      } catch (error) {
        // What was changed meanwhile is looked at by the next sweep.
        if (!(error instanceof VersionConflictError)) failure ??= { error };
      }
    }
    if (!failure) return swept;
    if (swept === 0) throw failure.error;
    throw new Refusal(
      "unfinished",
      `Expired shares deleted so far: ${swept}. Try again later for the rest.`,
      { cause: failure.error },
    );
  }

  /** In turns, so that of several at once one fails or ends it, and the others find that out. */
  #end({ shareId }: ListedShare, reason: GoneReason, ifVersion?: number): Promise<Ending> {
    return this.#turns.take(shareId, async () => {
      const { publisher: watcher, now } = this.#deps;
      const ending = await this.#remove(shareId, reason, now(), ifVersion);
      await watcher.end(shareId, reason);
      return ending;
    });
  }

  /** From the durable mark on a share has ended, also when its deletion was not finished. */
  async #remove(shareId: string, reason: GoneReason, at: number, ifVersion?: number): Promise<Ending> {
    const { store } = this.#deps;
    try {
      return { isEnded: await store.remove(shareId, reason, at, ifVersion) };
    } catch (failure) {
      const record = await store.get(shareId).catch(() => undefined);
      if (record?.state !== "gone") throw failure;
      return { isEnded: record.at === at && record.reason === reason, failure };
    }
  }
}

interface Ending {
  readonly isEnded: boolean;
  readonly failure?: unknown;
}

const UNDELETED =
  "Nobody can read this session any more, but not all of its data could be deleted yet. The service goes on trying; its operator finds the reason in its log.";
