import { createHash } from "node:crypto";
import type { OpenShareResponse } from "../../protocol/share.ts";

/** Most openings remembered; beyond, the oldest are forgotten. */
const MAX_OPENINGS = 10_000;

/** Openings under way and of late, by what their readers call them, in this process. */
export class Openings {
  readonly #last = new Map<string, Promise<OpenShareResponse>>();

  /**
   * What an opening of this name has led to, for as long as that `counts`; else what `open` does. Those that come at the
   * same time are asked one after the other.
   */
  once(
    shareId: string,
    opening: string,
    counts: (before: OpenShareResponse) => Promise<boolean>,
    open: () => Promise<OpenShareResponse>,
  ): Promise<OpenShareResponse> {
    const name = createHash("sha256").update(`${shareId} ${opening}`).digest("base64url");
    const last = this.#last.get(name);
    const opened = (async () => {
      const before = await last?.catch(() => undefined);
      return before && (await counts(before)) ? before : open();
    })();
    this.#keep(name, opened);
    return opened;
  }

  #keep(name: string, opened: Promise<OpenShareResponse>): void {
    this.#last.delete(name);
    this.#last.set(name, opened);
    opened.catch(() => {
      if (this.#last.get(name) === opened) this.#last.delete(name);
    });
    const [oldest] = this.#last.keys();
    if (this.#last.size > MAX_OPENINGS && oldest !== undefined) this.#last.delete(oldest);
  }
}
