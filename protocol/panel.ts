import type { LiveFrame } from "./live.ts";

/** How the connection of a viewer to its share stands. `ended` is final and says why. */
export type FollowStatus =
  | { readonly phase: "connecting" }
  | { readonly phase: "live" }
  | { readonly phase: "reconnecting"; readonly reason: string }
  | { readonly phase: "ended"; readonly why: EndReason; readonly message: string };

/** Why a share cannot be read (any more). */
export type EndReason = "revoked" | "expired" | "not_found" | "forbidden";

/** Extension → webview. */
export type ToPanel =
  | { readonly type: "frame"; readonly frame: LiveFrame }
  | { readonly type: "status"; readonly status: FollowStatus };

/** Webview → extension. `ready` asks for everything from the beginning. */
export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "import" }
  | { readonly type: "copyLink" }
  | { readonly type: "openInBrowser" }
  | { readonly type: "retry" }
  | { readonly type: "openLink"; readonly href: string }
  | { readonly type: "copyText"; readonly text: string };
