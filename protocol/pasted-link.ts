import { ANCHOR, parseAnchor } from "./anchor.ts";
import {
  formatShareLink,
  parseServiceUrl,
  parseShareLink,
  type ShareLocation,
  type SharePlace,
} from "./links.ts";

/** The most of a pasted text that is looked through, in UTF-16 units. */
const MAX_TEXT = 10_000;
/** How often a link may have been wrapped by others, each of which encodes it once. */
const MOST_WRAPPINGS = 3;

const ID = "([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-]|/[A-Za-z0-9])";
/** The form that a page opens an editor with; every fork of VS Code has a scheme of its own. */
const EDITOR_LINK = new RegExp(
  `\\b[a-z][a-z0-9+.-]{0,40}://[a-z0-9-]{1,80}\\.opencode-share/share/${ID}\\?(\\S+)`,
  "i",
);
/** What an address can go on with, where other words stand around it. */
const PLAIN = `[^\\s<>"'()\\[\\]{}|\\\\^\`?#&=@,;“”„«»]`;
const IN_SESSION = `(?:\\?[^\\s<>"'()\\[\\]#]{0,300})?(?:#(${ANCHOR}))?`;
const WEB_LINK = new RegExp(`\\b(https?://${PLAIN}{1,300}?)/(?:share|s|shared)/${ID}/?${IN_SESSION}`, "gi");
/** A service as people leave its scheme out: a host with a dot, or this machine. */
const BARE_HOST = "(?:(?:[\\p{L}\\p{N}-]{1,63}\\.){1,9}[\\p{L}\\p{N}-]{1,63}|localhost)(?::\\d{1,5})?";
const BARE_SERVICE = new RegExp(`^${BARE_HOST}(?:/${PLAIN}{0,200})?$`, "iu");
const BARE_LINK = new RegExp(
  `(?<![\\p{L}\\p{N}_@.:/-])(${BARE_HOST}(?:/${PLAIN}{0,200}?)?)/(?:share|s|shared)/${ID}/?${IN_SESSION}`,
  "giu",
);

/**
 * The first link to a share in what somebody has pasted: alone, in angle brackets or a sentence, as a Markdown link, without
 * its scheme, broken over lines, wrapped by a mail scanner (Safe Links, URL Defense and the like name it in their own
 * address), or in the form by which pages open an editor. Undefined when there is none.
 */
export function findShareLink(text: string): SharePlace | undefined {
  const pasted = text.slice(0, MAX_TEXT);
  const strict = /\s/.test(pasted.trim()) ? undefined : parseShareLink(pasted);
  if (strict) return at(strict, parseAnchor(new URL(pasted.trim()).hash));
  for (const form of [...unwrapped(pasted), pasted.replace(/=?\s*\n\s*/g, "")]) {
    const found = fromEditorLink(form) ?? fromWebLink(form);
    if (found) return found;
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

/** The text as it is, and as it was before others wrapped it. */
function* unwrapped(text: string): Iterable<string> {
  let form = text;
  for (let wrappings = 0; wrappings <= MOST_WRAPPINGS; wrappings++) {
    yield form;
    if (form.includes("urldefense.proofpoint.com/v2/")) yield urlDefense2(form);
    const [, named] = /\/v3\/__(.+?)__;/.exec(form) ?? [];
    if (named !== undefined) yield named;
    const before = form;
    form = unescaped(form);
    if (form === before) return;
  }
}

/** Each escape that is one becomes what it stands for; the rest stays. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** URL Defense 2 writes `-` for `%` and `_` for `/`. */
function urlDefense2(text: string): string {
  return unescaped(text.replaceAll("-", "%").replaceAll("_", "/"));
}

function fromEditorLink(text: string): SharePlace | undefined {
  const [, shareId = "", query = ""] = EDITOR_LINK.exec(text) ?? [];
  const asked = new URLSearchParams(query.replace(/[>)\]."']+$/, ""));
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

const schemeOf = (service: string) => (/^(?:localhost|127\.)/i.test(service) ? "http" : "https");
