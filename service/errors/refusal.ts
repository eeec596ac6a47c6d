import type { ErrorCode } from "../../protocol/errors.ts";
import { PublicError, type PublicErrorOptions } from "./public-error.ts";

/** Why the service does not do what it is asked to do: the code and the sentence that it answers. */
export const refusals = {
  wrongSecret: [
    "unauthorized",
    "Only the owner may do this: sign in as who created this share, or send its secret as `authorization: Bearer …`.",
  ],
  invalidCredentials: ["unauthorized", (why: string) => `You are not signed in: ${why}. Sign in again.`],
  signInRequired: ["sign_in_required", "This needs to know who you are. Sign in."],
  otherOrg: ["forbidden", "This session is shared inside another organisation. Ask its owner for access."],
  notNamed: ["forbidden", "This session is not shared with you. Ask its owner for access."],
  foreignOrigin: ["forbidden", "Pages of other sites may not use this service. Open the link itself."],
  notAdmin: ["forbidden", asItIs],
  passwordRequired: ["password_required", "This session has a password. Ask its owner for it."],
  wrongPassword: ["password_required", "This is not the password. Check it and try again."],
  openRequired: [
    "open_required",
    "This session can be opened only so many times. Open it when you are ready to read.",
  ],
  noViewsLeft: [
    "expired",
    "This session was opened as often as its owner allowed. Ask its owner to let it be opened again.",
  ],
  notAllowed: ["not_allowed", asItIs],
  tooMany: ["too_many_requests", asItIs],
  unknownToken: ["not_found", "There is no such token, or it was revoked already. List the tokens."],
  unknownDamage: [
    "not_found",
    "There is no damage of this name, or it was decided already. List the damage.",
  ],
  invalidRequest: ["invalid_request", asItIs],
  notJson: ["invalid_request", (why: string) => `The request is not the JSON that it should be: ${why}.`],
  bodyTooLarge: ["too_large", "The request is too large. Send fewer or smaller entries."],
  clientOutdated: [
    "upgrade_required",
    "This program is too old for this service. Update it: in VS Code the extension OpenCode Share, in a browser by loading the page again.",
  ],
  shareDamaged: [
    "unavailable",
    "What the service keeps of this share is damaged, so it is open to its owner alone. Tell them, or an admin of the service.",
  ],
  shareBusy: ["unavailable", "Others change this share at the same time; nothing was changed. Try again."],
  unfinished: ["unavailable", asItIs],
  bodiesBusy: [
    "unavailable",
    "Too many large batches are on their way to this service. Try again in some seconds.",
  ],
  providerUnavailable: [
    "unavailable",
    "The provider that knows people cannot be reached now. Try again later.",
  ],
  pageMissing: [
    "unavailable",
    "The viewer page is not built on this service. Its operator runs `npm run build`.",
  ],
  notReady: ["unavailable", (problems: string) => `The service is not ready: ${problems}.`],
} as const satisfies Record<string, readonly [ErrorCode, string | ((details: string) => string)]>;

export type RefusalReason = keyof typeof refusals;
/** Reasons whose answer is a sentence of the rule that refuses. */
type DetailedReason = {
  [R in RefusalReason]: (typeof refusals)[R][1] extends string ? never : R;
}[RefusalReason];

/** The service does not do what it is asked to do, by a rule. */
export class Refusal extends PublicError {
  readonly reason: RefusalReason;

  constructor(reason: Exclude<RefusalReason, DetailedReason>, options?: PublicErrorOptions);
  /** @param details for people: a whole sentence, or what the reason's sentence goes on with */
  constructor(reason: DetailedReason, details: string, options?: PublicErrorOptions);
  constructor(
    reason: RefusalReason,
    details: string | PublicErrorOptions = {},
    options?: PublicErrorOptions,
  ) {
    const [code, answer] = refusals[reason];
    const [text, more] = typeof details === "string" ? [details, options] : ["", details];
    super(code, typeof answer === "string" ? answer : answer(text), more);
    this.reason = reason;
  }
}

/** Whether an error is a refusal for one of these reasons. */
export function isRefusal(error: unknown, ...reasons: readonly RefusalReason[]): error is Refusal {
  return error instanceof Refusal && reasons.includes(error.reason);
}

/** For reasons whose sentence the rule itself makes. */
function asItIs(sentence: string): string {
  return sentence;
}
