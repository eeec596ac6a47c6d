import { ShareGoneError, ShareUnknownError, VersionConflictError } from "../store/errors.ts";
import { isDue, type LiveShare } from "../store/store.ts";
import type { Endings } from "./endings.ts";
import type { SharesDeps } from "./shares-deps.ts";

/** Finds shares that are there now. */
export class LivingShares {
  readonly #deps: Pick<SharesDeps, "store" | "now">;
  readonly #endings: Endings;

  constructor(deps: Pick<SharesDeps, "store" | "now">, endings: Endings) {
    this.#deps = deps;
    this.#endings = endings;
  }

  /**
   * @throws ShareUnknownError
   * @throws ShareGoneError
   */
  async get(shareId: string): Promise<LiveShare> {
    const record = await this.#deps.store.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") throw new ShareGoneError(record.reason);
    if (!isDue(record, this.#deps.now())) return record;
    // Whoever notices first deletes; if the store cannot now, the sweep will.
    try {
      await this.#endings.expire(record);
    } catch (error) {
      if (error instanceof VersionConflictError) return this.get(shareId);
    }
    throw new ShareGoneError("expired");
  }
}
