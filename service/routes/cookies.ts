import type { CookieSerializeOptions } from "@fastify/cookie";

/** Holds the sealed session of somebody who signed in with a browser; `cookieName` says what it is called where. */
export const SESSION_COOKIE = "ocs_session";
/** Holds a sign-in that is under way. */
export const LOGIN_COOKIE = "ocs_login";
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

/**
 * What a cookie for the whole service is called. Where the service has a host and TLS to itself, browsers make sure by
 * the prefix that no other host, a subdomain's among them, has set it.
 */
export function cookieName(name: string, publicUrl: string): string {
  const { protocol, pathname } = new URL(publicUrl);
  return protocol === "https:" && pathname === "/" ? `__Host-${name}` : name;
}

/** The path of everything that the service has, as browsers see it. */
export const servicePath = (publicUrl: string): string => new URL(publicUrl).pathname;
