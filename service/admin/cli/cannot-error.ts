/** A command cannot be carried out; the message says why and what to do, for people. */
export class CannotError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CannotError";
  }
}

/** A command was not written as the help says; the message says what is wrong with it. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UsageError";
  }
}
