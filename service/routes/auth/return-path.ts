/** Longest way back that is kept, in characters: it stands in a cookie. */
const MAX_LENGTH = 2_000;

/**
 * Where a browser goes once somebody has signed in: an absolute address of this service, whatever was asked for. Only a
 * path in the very form in which browsers send it counts, so nothing in it can be read in two ways; with or without the
 * path that the service itself is below. Everything else leads to the service's own front page.
 */
export function returnUrl(publicUrl: string, path: unknown): string {
  const base = new URL(publicUrl);
  const root = `${publicUrl}/`;
  if (typeof path !== "string" || path.length > MAX_LENGTH || !/^\/(?!\/)[\x21-\x7e]*$/.test(path))
    return root;
  if (!URL.canParse(path, base.origin)) return root;
  const url = new URL(path, base.origin);
  if (url.origin !== base.origin || url.pathname + url.search !== path) return root;
  const isBelow = base.pathname === "/" || `${url.pathname}/`.startsWith(`${base.pathname}/`);
  return isBelow ? base.origin + path : publicUrl + path;
}
