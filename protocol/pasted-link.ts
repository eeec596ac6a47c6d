import { ANCHOR, parseAnchor } from "./anchor.ts";
import {
  formatShareLink,
  parseServiceUrl,
  parseShareLink,
  type ShareLocation,
  type SharePlace,
} from "./links.ts";
import { joinedLines, plainText, unwrapped } from "./unwrapped-text.ts";

/** The most of a pasted text that is looked through, in UTF-16 units. */
const MAX_TEXT = 10_000;

const ID = "([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-]|/[A-Za-z0-9])";
/** The form that a page opens an editor with; every fork of VS Code has a scheme of its own. */
const EDITOR_LINK = new RegExp(
  `\\b[a-z][a-z0-9+.-]{0,40}://[a-z0-9-]{1,80}\\.opencode-share/share/${ID}/?\\?([^\\s<>"'()\\[\\]|]+)`,
  "i",
);
/** What an address can go on with, where other words stand around it. */
const PLAIN = `[^\\s<>"'()\\[\\]{}|\\\\^\`?#&=@,;“”„«»]`;
const IN_SESSION = `(?:\\?[^\\s<>"'()\\[\\]#]{0,300})?(?:#(${ANCHOR})(?![A-Za-z0-9_%-]))?`;
const IPV6 = "\\[[0-9a-f:.]{2,45}\\]";
/** An address within an address is the one that is meant, and who wraps some leaves one of their slashes out. */
const WITHIN = `(?:(?!https?:/)${PLAIN})`;
const WEB_LINK = new RegExp(
  `(https?://?(?:${IPV6}${WITHIN}{0,300}?|${WITHIN}{1,300}?))/(?:share|s|shared)/${ID}/?${IN_SESSION}`,
  "gi",
);
/** An address whose path holds another one. */
const WRAPS = /^https?:[^?#]*https?:\//i;
/** A service as people leave its scheme out: a host with a dot, or this machine. */
const LABEL = "[\\p{L}\\p{N}-][\\p{L}\\p{M}\\p{N}_-]{0,62}";
const BARE_HOST = `(?:(?:${LABEL}\\.){1,9}${LABEL}|localhost|${IPV6})(?::\\d{1,5})?`;
const BARE_SERVICE = new RegExp(`^${BARE_HOST}(?:/${PLAIN}{0,200})?$`, "iu");
const BARE_LINK = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}_@.:/%-])(${BARE_HOST}(?:/${PLAIN}{0,200}?)?)/(?:share|s|shared)/${ID}/?${IN_SESSION}`,
  "giu",
);

/**
 * The first link to a share in what somebody has pasted: alone, in angle brackets or a sentence, as a Markdown link, without
 * its scheme, broken over lines, wrapped by a mail scanner (Safe Links, URL Defense and the like name it in their own
 * address), or in the form by which pages open an editor. Undefined when there is none.
 */
export function findShareLink(text: string): SharePlace | undefined {
  const pasted = plainText(text.slice(0, MAX_TEXT));
  let found: SharePlace | undefined;
  for (const place of placesIn(pasted)) {
    found ??= place;
    // Where a form that is less encoded tells more about the same share, that is what was meant.
    const isSame = place.serviceUrl === found.serviceUrl && place.shareId === found.shareId;
    if (isSame && place.anchor !== undefined) return place;
  }
  return found ?? inBrokenLines(pasted);
}

function* placesIn(pasted: string): Iterable<SharePlace> {
  const address = pasted.trim();
  const strict = /\s/.test(address) || WRAPS.test(address) ? undefined : parseShareLink(address);
  if (strict) yield at(strict, parseAnchor(new URL(address).hash));
  for (const form of unwrapped(pasted)) {
    const found = fromEditorLink(form) ?? fromWebLink(form);
    if (found) yield found;
  }
}

function inBrokenLines(pasted: string): SharePlace | undefined {
  for (const joined of joinedLines(pasted)) {
    if (joined.length <= 43) continue;
    for (const place of placesIn(joined)) return place;
  }
  return undefined;
}

/**
 * The address of a service as people type or paste it: with or without its scheme, in angle brackets, with a slash or a full
 * stop at its end; of a link to a share, its service's. Undefined when it is none.
 */
export function readServiceAddress(text: string): string | undefined {
  const share = findShareLink(text);
  if (share) return share.serviceUrl;
  const address = text
    .trim()
    .replace(/^<(.*)>$/, "$1")
    .replace(/[.,;\s]+$/, "");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return parseServiceUrl(address);
  return BARE_SERVICE.test(address) ? parseServiceUrl(`${schemeOf(address)}://${address}`) : undefined;
}

function fromEditorLink(text: string): SharePlace | undefined {
  const [, shareId = "", query = ""] = EDITOR_LINK.exec(text) ?? [];
  const asked = new URLSearchParams(query.replace(/[.,;:!?]+$/, ""));
  const serviceUrl = parseServiceUrl(asked.get("service") ?? "");
  const found =
    serviceUrl === undefined ? undefined : parseShareLink(formatShareLink({ serviceUrl, shareId }));
  return found && at(found, parseAnchor(asked.get("at") ?? ""));
}

function fromWebLink(text: string): SharePlace | undefined {
  const links = [...text.matchAll(WEB_LINK), ...text.matchAll(BARE_LINK)];
  for (const [, service = "", shareId = "", anchor] of links) {
    const serviceUrl = /^https?:/i.test(service) ? service : `${schemeOf(service)}://${service}`;
    const found = parseShareLink(formatShareLink({ serviceUrl, shareId }));
    if (found) return at(found, anchor);
  }
  return undefined;
}

const at = (location: ShareLocation, anchor: string | undefined): SharePlace =>
  anchor === undefined ? location : { ...location, anchor };

const schemeOf = (service: string) => (/^(?:localhost|127\.|\[::1\])/i.test(service) ? "http" : "https");
