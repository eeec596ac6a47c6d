import type { Audience, CreateShareRequest, ShareKind } from "../../protocol/share.ts";
import type { SessionSummary } from "../sources/session-source.ts";
import type { Expiry } from "./expiry.ts";

/** A session to be shared, and how. */
export interface ShareRequest {
  readonly session: SessionSummary;
  readonly serviceUrl: string;
  readonly expiry: Expiry;
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
