/** What every address of the service begins with, after its base path. Anything else may be a part of that. */
const ROOTS = [
  "api",
  "auth",
  "share",
  "s",
  "shared",
  "admin",
  "assets",
  "docs",
  "healthz",
  "readyz",
  "metrics",
];
const OWN = new RegExp(`^(?:/?(?:[?].*)?|/(?:${ROOTS.join("|")})(?=[/?]|$).*)$`, "s");

/** The path of the service's public address, without a slash at its end; "" when it has a host to itself. */
export function basePathOf(publicUrl: string): string {
  return URL.canParse(publicUrl) ? new URL(publicUrl).pathname.replace(/\/+$/, "") : "";
}

/**
 * An address as the routes know it. Some proxies take the base path away before they pass a request on, others do not:
 * both work, also where the base path begins like one of the service's own.
 */
export function withoutBasePath(url: string, basePath: string): string {
  if (basePath === "" || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (!OWN.test(rest)) return url;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
