import type { CookieSerializeOptions } from "@fastify/cookie";

/** Holds the sealed session of somebody who signed in with a browser. */
export const SESSION_COOKIE = "ocs_session";
/** Holds the ticket of a share that was opened; its path is that share's. */
export const TICKET_COOKIE = "ocs_ticket";

/**
 * How the service's cookies are set: out of reach of scripts and of other sites, and over TLS alone where people use that.
 * `lax` lets somebody who follows a link from elsewhere arrive signed in.
 * @param expiresAt ms since 1970
 */
export function cookieOptions(publicUrl: string, path: string, expiresAt: number): CookieSerializeOptions {
  const { protocol } = new URL(publicUrl);
  return {
    path,
    httpOnly: true,
    sameSite: "lax",
    secure: protocol === "https:",
    expires: new Date(expiresAt),
  };
}
