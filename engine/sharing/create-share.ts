import type { ServiceClient } from "../../client/service-client.ts";
import { MAX_TITLE_LENGTH } from "../../protocol/limits.ts";
import type { Audience, CreateShareRequest, ShareKind } from "../../protocol/share.ts";
import { cutText } from "../../protocol/told-text.ts";
import type { LocalShare } from "../registry/local-share.ts";
import type { SessionSummary } from "../sources/session-source.ts";

export interface ShareRequest {
  readonly session: SessionSummary;
  readonly serviceUrl: string;
  /** Undefined: never. */
  readonly expiresInDays: number | undefined;
  /** Instead of `expiresInDays`: a time, ms since 1970. */
  readonly expiresAt?: number | undefined;
  /** `live` unless given. A snapshot is uploaded once. */
  readonly mode?: ShareKind | undefined;
  /** Who may read; unless given, whom the service takes by default. */
  readonly readers?: Readers | undefined;
  /** Nobody is there to answer: what would have to be asked fails at once. */
  readonly isUnattended?: boolean | undefined;
  /** Awaited when all is at the service, before anybody can know of the share; what it throws takes the share back. */
  readonly onUploaded?: (() => Promise<void>) | undefined;
}

/** Who may read a share, with which password, and how often. */
export interface Readers {
  /** Undefined: whom the service lets in by default. */
  readonly audience?: Audience | undefined;
  /** For the audience `people`. */
  readonly people?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly password?: string | undefined;
  /** How often it can be opened; undefined: as often as anyone likes. */
  readonly maxViews?: number | undefined;
}

/** Has the service create an empty share, of which nobody knows yet. @throws ServiceError, ServiceUnreachableError */
export async function createShare(
  client: ServiceClient,
  { session, serviceUrl, expiresInDays, expiresAt, mode = "live", readers }: ShareRequest,
  now: () => number,
  signal: AbortSignal,
): Promise<{ readonly record: LocalShare; readonly secret: string }> {
  const title = cutText(session.title, MAX_TITLE_LENGTH);
  const isNever = expiresInDays === undefined && expiresAt === undefined;
  const expiry = {
    ...(expiresInDays === undefined ? {} : { expiresInDays }),
    ...(isNever ? { expiresAt: null } : expiresAt === undefined ? {} : { expiresAt }),
  };
  const { secret, ...created } = await client.create(
    { sessionId: session.id, title, mode, ...expiry, ...(readers ? readersOf(readers) : {}) },
    signal,
  );
  const record: LocalShare = {
    shareId: created.shareId,
    sessionId: session.id,
    serviceUrl,
    shareUrl: created.shareUrl,
    title,
    directory: session.directory,
    createdAt: now(),
    expiresAt: created.expiresAt,
    mode,
    audience: created.audience,
    phase: "starting",
  };
  return { record, secret };
}

/** The same for the service; whom the audience does not name stays here. */
export function readersOf({
  audience,
  people = [],
  groups = [],
  password,
  maxViews,
}: Readers): Pick<CreateShareRequest, "audience" | "people" | "groups" | "password" | "maxViews"> {
  return {
    ...(audience === undefined ? {} : { audience }),
    ...(audience === "people" ? { people: [...people], groups: [...groups] } : {}),
    ...(password === undefined ? {} : { password }),
    ...(maxViews === undefined ? {} : { maxViews }),
  };
}
