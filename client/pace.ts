/** How long a follower waits for what, ms. */
export interface Pace {
  /** For the first word of an answer, or of a live line. */
  readonly answer: number;
  /** Before the first attempt to have a live line again; each pause is twice the one before. */
  readonly retry: number;
  /** The longest of these pauses while nothing can be read. */
  readonly longestRetry: number;
  /** The longest of them where reading works and a live line does not. */
  readonly longestLiveRetry: number;
  /** How long a live line must have lasted before the next pauses are short again. */
  readonly stable: number;
  /** How late a live line may be with what there is. */
  readonly late: number;
  /** Between two questions for news where there is no live line; longer by half after each that brought none. */
  readonly poll: number;
  readonly longestPoll: number;
  /** The same while nobody looks. */
  readonly unwatchedPoll: number;
}

export const PACE: Pace = {
  answer: 15_000,
  retry: 500,
  longestRetry: 15_000,
  longestLiveRetry: 5 * 60_000,
  stable: 10_000,
  late: 2_000,
  poll: 4_000,
  longestPoll: 15_000,
  unwatchedPoll: 60_000,
};

/** A pause of which half is random, so that many do not come back at once. */
export const spread = (ms: number): number => ms / 2 + (Math.random() * ms) / 2;
