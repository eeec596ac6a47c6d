import * as z from "zod";

/**
 * Every error the service answers with, by code, with its HTTP status. Of the refusals, `unauthorized`: the credentials
 * are missing, wrong or over; `password_required` and `open_required`: open the share first; `forbidden`: it is not
 * shared with this person; `not_allowed`: the service's policy.
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
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export const errorResponseSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    message: z.string().describe("What went wrong and what to do, for people."),
  }),
});

export type ErrorResponse = z.infer<typeof errorResponseSchema>;
