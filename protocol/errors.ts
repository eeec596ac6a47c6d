import * as z from "zod";

/**
 * Every error the service answers with, by code, with its HTTP status. Of the refusals, `unauthorized`: the credentials
 * are missing, wrong or over; `password_required` and `open_required`: open the share first; `forbidden`: it is not
 * shared with this person; `not_allowed`: the service's policy; `unsupported`: the request requires what this service does
 * not know; `upgrade_required`: the client is too old for this service.
 */
export const errorStatus = {
  invalid_request: 400,
  unauthorized: 401,
  sign_in_required: 401,
  password_required: 401,
  open_required: 401,
  forbidden: 403,
  not_allowed: 403,
  not_found: 404,
  append_mismatch: 409,
  expired: 410,
  revoked: 410,
  too_large: 413,
  unsupported: 422,
  upgrade_required: 426,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

const OVER = ["not_found", "expired", "revoked"] as const satisfies readonly ErrorCode[];

/** Whether an answer says that a share is not there (any more), for whoever asks. */
export function isOver(code: ErrorCode | undefined): code is (typeof OVER)[number] {
  return code !== undefined && (OVER as readonly ErrorCode[]).includes(code);
}

export const errorResponseSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    message: z.string().describe("What went wrong and what to do, for people."),
  }),
});

export type ErrorResponse = z.infer<typeof errorResponseSchema>;

/** An error as clients read it. */
export interface SeenError {
  /** Undefined: one that this version does not know; then the HTTP status says of which kind it is. */
  readonly code: ErrorCode | undefined;
  readonly message: string;
}

const seenErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Reads an error's body, whatever its code; undefined when it is none of a service of ours. */
export function readError(body: unknown): SeenError | undefined {
  const error = seenErrorSchema.safeParse(body).data?.error;
  if (!error) return undefined;
  const isKnown = Object.hasOwn(errorStatus, error.code);
  return { code: isKnown ? (error.code as ErrorCode) : undefined, message: error.message };
}
