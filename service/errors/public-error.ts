import type { ErrorCode } from "../../protocol/errors.ts";

export interface PublicErrorOptions extends ErrorOptions {
  /** What the log says instead of what people are told. */
  readonly message?: string | undefined;
  /** When to come back, seconds. */
  readonly retryAfter?: number | undefined;
}

/** An error that whoever has caused it is told as it is: by its code, and in a sentence that says what to do. */
export class PublicError extends Error {
  /** Not called `code`, which is where a system error's name stands. */
  readonly errorCode: ErrorCode;
  /** For people. */
  readonly answer: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(errorCode: ErrorCode, answer: string, options: PublicErrorOptions = {}) {
    super(options.message ?? answer, options);
    this.name = new.target.name;
    this.errorCode = errorCode;
    this.answer = answer;
    this.retryAfter = options.retryAfter;
  }
}
