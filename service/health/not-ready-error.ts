/** Something without which the service cannot do its work is not well. */
export class NotReadyError extends Error {
  /** In words that strangers may read. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`not ready: ${problems.join("; ")}`);
    this.name = "NotReadyError";
    this.problems = problems;
  }
}
