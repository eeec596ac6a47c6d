/**
 * Where somebody signs in.
 * @param returnTo the path to come back to, as the browser shows it
 * @param mustAsk whether the provider asks for credentials even when it knows who the browser's user is
 */
export function loginUrl(publicUrl: string, returnTo?: string, mustAsk = false): string {
  const query = new URLSearchParams({
    ...(returnTo === undefined ? {} : { return: returnTo }),
    ...(mustAsk ? { prompt: "login" } : {}),
  });
  return `${publicUrl}/auth/login${query.size > 0 ? `?${query}` : ""}`;
}
