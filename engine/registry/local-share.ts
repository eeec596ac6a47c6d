import type { SeenAudience, SeenKind } from "../../protocol/seen.ts";

/** A share as this machine remembers it. Its owner secret is kept apart, in the secret storage. */
export interface LocalShare {
  readonly shareId: string;
  readonly sessionId: string;
  /** Whose session it is; undefined: opencode's, in records from before there were others. */
  readonly agentId?: string | undefined;
  readonly serviceUrl: string;
  readonly shareUrl: string;
  readonly title: string;
  /** The session's folder: the windows that have it open sync the share, one at a time. */
  readonly directory: string;
  /** Milliseconds since 1970; `expiresAt` null: never. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** Undefined: `live`. A `snapshot` is not synced once it is uploaded. */
  readonly mode?: SeenKind | undefined;
  /** Undefined: `link`. */
  readonly audience?: SeenAudience | undefined;
  /** The end that the person was reminded of. */
  readonly remindedOf?: number | null | undefined;
  /** `starting`: not told to anybody yet; `ending`: to be deleted at the service. Both end with a deletion after a crash. */
  readonly phase: "starting" | "shared" | "ending";
}

/** Whether what is added to the session follows; of a mode that this version does not know, nothing does. */
export const isLive = ({ mode = "live" }: Pick<LocalShare, "mode">): boolean => mode === "live";
