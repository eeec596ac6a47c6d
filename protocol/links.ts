import { tokenSchema } from "./share.ts";

/** Where a share is: the service's public URL (origin and optional base path, no trailing slash) and the share id. */
export interface ShareLocation {
  readonly serviceUrl: string;
  readonly shareId: string;
}

/** A share, or a place in its session. */
export interface SharePlace extends ShareLocation {
  /** As `parseAnchor` gives it; undefined: the session as a whole. */
  readonly anchor?: string | undefined;
}

/** The canonical link, exactly the form that `opencode import` accepts. */
export const formatShareLink = ({ serviceUrl, shareId }: ShareLocation) => `${serviceUrl}/share/${shareId}`;

/** The canonical link, and where in the session it leads. */
export const formatPlaceLink = ({ anchor, ...location }: SharePlace) =>
  anchor === undefined ? formatShareLink(location) : `${formatShareLink(location)}#${anchor}`;

/** The form by which a page opens an editor: VS Code, or one of its kin, each of which has a scheme of its own. */
export function formatEditorLink(scheme: string, { serviceUrl, shareId, anchor }: SharePlace): string {
  const query = new URLSearchParams({ service: serviceUrl, ...(anchor === undefined ? {} : { at: anchor }) });
  return `${scheme}://opencode-share.opencode-share/share/${shareId}?${query}`;
}

/** Reads any of the link forms (`/share/`, `/s/`, `/shared/`; query and fragment are ignored); undefined when it is none. */
export function parseShareLink(text: string): ShareLocation | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  const match = /^(.*)\/(?:share|s|shared)\/([^/]+)\/?$/.exec(url.pathname);
  const shareId = tokenSchema.safeParse(match?.[2]);
  if (!match || !shareId.success) return undefined;
  return { serviceUrl: url.origin + match[1]?.replace(/\/+$/, ""), shareId: shareId.data };
}

/** A service address as people type it, made canonical (no trailing slash, query or fragment); undefined when it is none. */
export function parseServiceUrl(text: string): string | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  if (url.username || url.password) return undefined;
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** The link that a service told for a share, where it leads to this very share at this service; else the canonical one. */
export function ownShareLink(told: string, location: ShareLocation): string {
  const found = parseShareLink(told);
  const isOwn =
    found?.shareId === location.shareId && found.serviceUrl === parseServiceUrl(location.serviceUrl);
  return isOwn && !new URL(told).username && !new URL(told).password ? told : formatShareLink(location);
}
