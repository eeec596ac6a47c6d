import { Refusal } from "../errors/refusal.ts";

/** Bodies up to this size are small: large ones never keep them out, bytes. */
const SMALL_BODY_BYTES = 1024 * 1024;

/** How many bytes of request bodies may be in memory at once, in the whole process. Half of what large ones get fits the largest. */
export interface BodyBudgetLimits {
  readonly bytes: number;
  /** Of these, kept free for small bodies. */
  readonly forSmall: number;
}

const LIMITS: BodyBudgetLimits = { bytes: 160 * 1024 * 1024, forSmall: 32 * 1024 * 1024 };

/** What the bodies under way take together. Half of it is the most that one sender's take, or a few slow ones would be all. */
export class BodyBudget {
  readonly #limits: BodyBudgetLimits;
  readonly #usedBy = new Map<string, number>();
  #used = 0;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /** Bytes that are taken now. */
  get used(): number {
    return this.#used;
  }

  /**
   * Begins a body.
   * @param sender whose it is
   * @param announced its length in bytes, which is taken at once; undefined: it is taken as it comes
   * @throws Refusal `bodiesBusy`
   */
  begin(sender: string, announced = 0): BodyShare {
    const share = new BodyShare((bytes, size) => this.#take(sender, bytes, size));
    share.grow(announced);
    return share;
  }

  #take(sender: string, bytes: number, size: number): void {
    const { bytes: all, forSmall } = this.#limits;
    const limit = size > SMALL_BODY_BYTES ? all - forSmall : all;
    const ofSender = (this.#usedBy.get(sender) ?? 0) + bytes;
    if (bytes > 0 && (this.#used + bytes > limit || ofSender > limit / 2)) throw new Refusal("bodiesBusy");
    this.#used += bytes;
    if (ofSender > 0) this.#usedBy.set(sender, ofSender);
    else this.#usedBy.delete(sender);
  }
}

/** What one body takes of the budget. */
export class BodyShare {
  readonly #take: (bytes: number, size: number) => void;
  #size = 0;

  constructor(take: (bytes: number, size: number) => void) {
    this.#take = take;
  }

  /** Takes what the body needs beyond what it has, when it comes to `size` bytes. @throws Refusal `bodiesBusy` */
  grow(size: number): void {
    if (size <= this.#size) return;
    this.#take(size - this.#size, size);
    this.#size = size;
  }

  /** Gives all back; more than once is as good as once. */
  end(): void {
    this.#take(-this.#size, this.#size);
    this.#size = 0;
  }
}
