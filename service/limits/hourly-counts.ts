/** Counts by name within an hour from the first of them. */
export interface HourlyCounts {
  /**
   * Counts one more, unless there are `most` already; answers how many seconds to wait then, otherwise 0.
   * @throws StoreUnavailableError
   */
  take(name: string, most: number): Promise<number>;
  /** Takes one back that turned out to be none. @throws StoreUnavailableError */
  giveBack(name: string): Promise<void>;
}
