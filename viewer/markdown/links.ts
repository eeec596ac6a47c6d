/** Spaces and signs that nobody sees, some of which browsers take out of an address before they read it. */
const UNSEEN = /[\p{C}\p{Z}]/u;
/** An address whose host stands where it seems to: nothing that a browser would read as another one. */
const ON_WEB = /^https?:\/\/[^/\\?#@]+(?:[/?#]|$)/i;

/**
 * A link that may be followed. One without its own host would lead into the sharing service, and one with a name in front of
 * its host seems to lead elsewhere than it does.
 */
export function isWebLink(href: string): boolean {
  if (UNSEEN.test(href) || !URL.canParse(href)) return false;
  return ON_WEB.test(href) || /^mailto:[^/\\]/i.test(href);
}

/** Whether it is written like a link on the web, though it may be none. */
export const isLikeWebLink = (href: string): boolean => /^\s*https?:/i.test(href);
