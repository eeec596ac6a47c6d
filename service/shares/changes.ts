import type { Share, UpdateShareRequest } from "../../protocol/share.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import { senderOf } from "../limits/sender-of.ts";
import { assertAllowed } from "../policy/assert-allowed.ts";
import { widens } from "../policy/widens.ts";
import { StoreUnavailableError, VersionConflictError } from "../store/errors.ts";
import type { ShareChange, ShareMeta } from "../store/store.ts";
import { undone } from "../store/undone.ts";
import { assertOwner } from "./access.ts";
import type { LivingShares } from "./living-shares.ts";
import { hashPassword } from "./password.ts";
import { publicShare } from "./public-share.ts";
import { endsReading, namesOf, type RequestedChange, shareChange } from "./share-change.ts";
import type { SharesDeps } from "./shares-deps.ts";

/** How often a change begins anew when the share was changed meanwhile. */
const MAX_TRIES = 100;

/** A share after a change, and the revision that it was at. */
export interface ChangedShare {
  readonly share: Share;
  readonly revision: number;
}

/** How a share is after a step of a change. */
interface Step {
  readonly meta: ShareMeta;
  readonly isChanged: boolean;
}

/** Changes what a share is. What was judged and what is written are one thing: the share as it is then. */
export class Changes {
  readonly #deps: SharesDeps;
  readonly #living: LivingShares;

  constructor(deps: SharesDeps, living: LivingShares) {
    this.#deps = deps;
    this.#living = living;
  }

  /** See `Shares.update`. */
  async update(caller: Caller, shareId: string, request: UpdateShareRequest): Promise<ChangedShare> {
    const { store } = this.#deps;
    assertOwner((await this.#living.get(shareId)).meta, caller);
    const wanted = await withHash(request, caller);
    // Asked before, since nothing may fail after the change was made; a share whose contents are damaged can be narrowed.
    const revision = await settled(store.revision(shareId));
    const meta = await this.#change(caller, shareId, wanted);
    if ("error" in revision)
      throw new Refusal("unfinished", "The change was made, but what the share holds cannot be read now.", {
        cause: revision.error,
      });
    return { share: publicShare(meta), revision: revision.value };
  }

  /** The title is changed for itself, and last: it stands with the contents, which may be what cannot be written. */
  async #change(caller: Caller, shareId: string, request: RequestedChange): Promise<ShareMeta> {
    const { title, ...rest } = request;
    const { meta, isChanged } = await this.#step(caller, shareId, rest);
    if (title === undefined) return meta;
    try {
      return (await this.#step(caller, shareId, { title })).meta;
    } catch (error) {
      if (!isChanged || !(error instanceof StoreUnavailableError)) throw error;
      throw new Refusal("unfinished", "All but the title was changed. Try again later for that.", {
        cause: error,
      });
    }
  }

  async #step(caller: Caller, shareId: string, request: RequestedChange): Promise<Step> {
    const { policy, now, audit } = this.#deps;
    let isNoted = false;
    try {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { meta: before, version } = await this.#living.get(shareId);
        const change = shareChange(before, request, now());
        if (Object.keys(change).length === 0) return { meta: before, isChanged: false };
        const facts = { share: before, detail: namesOf(change), actor: "owner" } as const;
        const isWider = widens(before, { ...before, ...change });
        if (isWider) assertAllowed(policy.public, { ...before, ...change }, now());
        // Who gets more than before is written down first; what makes a share smaller waits for nothing.
        if (isWider && !isNoted) await audit.note(caller, "share.changed", facts);
        isNoted ||= isWider;
        const meta = await this.#write(shareId, change, version);
        if (!meta) continue;
        const isRecorded = isNoted || change.title !== undefined;
        isNoted = false;
        await this.#tell(meta, change);
        if (!isRecorded) await audit.follow(caller, "share.changed", facts);
        return { meta, isChanged: true };
      }
      throw new Refusal("shareBusy");
    } catch (error) {
      if (isNoted)
        await audit.follow(caller, "share.refused", { share: { shareId }, detail: undone(error, "changed") });
      throw error;
    }
  }

  /** Undefined when the share was changed meanwhile. */
  async #write(shareId: string, change: ShareChange, version: number): Promise<ShareMeta | undefined> {
    try {
      return (await this.#deps.store.update(shareId, change, version)).meta;
    } catch (error) {
      if (error instanceof VersionConflictError) return undefined;
      throw error;
    }
  }

  /** Cuts off first who may no longer read, so that they do not hear of the change. */
  async #tell(after: ShareMeta, change: ShareChange): Promise<void> {
    const { publisher } = this.#deps;
    if (endsReading(change)) await publisher.recheck(after.shareId);
    publisher.change(publicShare(after));
  }
}

async function withHash(
  { password, ...request }: UpdateShareRequest,
  caller: Caller,
): Promise<RequestedChange> {
  if (password === undefined) return request;
  return { ...request, passwordHash: password && (await hashPassword(password, senderOf(caller))) };
}

/** What came of something, when that matters only later. Anything but a store that is away is thrown at once. */
async function settled<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { error };
    throw error;
  }
}
