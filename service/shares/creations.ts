import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import { assertAllowed, assertSharingIsOn } from "../policy/assert-allowed.ts";
import { QuotaReachedError } from "../store/errors.ts";
import type { ShareMeta, ShareQuota } from "../store/store.ts";
import { undone } from "../store/undone.ts";
import { type CreateRequest, type NewShare, newShare } from "./new-share.ts";
import type { SharesDeps } from "./shares-deps.ts";
import { Turns } from "./turns.ts";

/** Creates shares, each written down before it is there. */
export class Creations {
  readonly #deps: Pick<SharesDeps, "store" | "policy" | "audit" | "now">;
  readonly #turns = new Turns();

  constructor(deps: Pick<SharesDeps, "store" | "policy" | "audit" | "now">) {
    this.#deps = deps;
  }

  /**
   * @throws Refusal `signInRequired` where the service knows people
   * @throws Refusal `notAllowed` by policy
   * @throws Refusal `invalidRequest`
   */
  async create(caller: Caller, request: CreateRequest): Promise<NewShare> {
    const { policy, now } = this.#deps;
    const { user } = caller;
    assertSharingIsOn(policy.public);
    if (!user && policy.public.auth !== "none") throw new Refusal("signInRequired");
    const share = await newShare(request, caller, policy.public, now());
    assertAllowed(policy.public, share.meta, now());
    // In turns, so that a record is written only of a share for which there is room.
    if (user) await this.#turns.take(user.org, () => this.#keep(caller, share.meta));
    else await this.#keep(caller, share.meta);
    return share;
  }

  async #keep(caller: Caller, meta: ShareMeta): Promise<void> {
    const { store, audit } = this.#deps;
    const quota = await this.#quotaOf(caller);
    // Written down first: a share that nobody knows of would stay behind if this failed after it was made.
    await audit.note(caller, "share.created", { share: meta, detail: meta.audience });
    try {
      await store.create(meta, quota);
    } catch (error) {
      await audit.follow(caller, "share.refused", { share: meta, detail: undone(error, "created") });
      throw error instanceof QuotaReachedError ? this.#quotaError(error.whose) : error;
    }
  }

  /** How many shares somebody may have. @throws Refusal `notAllowed` when they have them already */
  async #quotaOf({ user }: Caller): Promise<ShareQuota | undefined> {
    if (!user) return undefined;
    const { store, policy } = this.#deps;
    const { sharesPerUser: perOwner, sharesPerOrg: perOrg } = policy.limits;
    if ((await store.count({ ownerId: user.id, org: user.org })) >= perOwner) throw this.#quotaError("owner");
    if ((await store.count({ org: user.org })) >= perOrg) throw this.#quotaError("org");
    return { perOwner, perOrg };
  }

  #quotaError(whose: QuotaReachedError["whose"]): Refusal {
    const { sharesPerUser } = this.#deps.policy.limits;
    return new Refusal(
      "notAllowed",
      whose === "owner"
        ? `You share ${sharesPerUser} sessions already, the most this service allows. Unshare some first.`
        : "Your organisation shares as many sessions as this service allows.",
    );
  }
}
