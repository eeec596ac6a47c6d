import type { LiveFrame } from "./live.ts";

/** How the connection of a viewer to its share stands. `ended` says why, and is final unless that leads on. */
export type FollowStatus =
  | { readonly phase: "connecting" }
  | { readonly phase: "live" }
  /** There is no live line, and it is asked for news now and then. */
  | { readonly phase: "polling" }
  | { readonly phase: "reconnecting"; readonly reason: string }
  | { readonly phase: "ended"; readonly why: EndReason; readonly message: string };

/**
 * Why a share cannot be read (any more); `upgrade_required`: only by a newer program. The last four are no end: signing in, or opening the share with its password or
 * by saying so, leads on.
 */
export const endReasons = [
  "revoked",
  "expired",
  "not_found",
  "forbidden",
  "upgrade_required",
  "unauthorized",
  "sign_in_required",
  "password_required",
  "open_required",
] as const;
export type EndReason = (typeof endReasons)[number];

/** Whether it is no end: the reader can do something about it. */
export const leadsOn = (why: EndReason): boolean =>
  why === "unauthorized" ||
  why === "sign_in_required" ||
  why === "password_required" ||
  why === "open_required";

/** What a panel is restored from after its window was loaded anew. */
export interface PanelState {
  readonly link: string;
}

/** What a viewer learns of its share. */
export type ShareEvent =
  | { readonly type: "frame"; readonly frame: LiveFrame }
  | { readonly type: "status"; readonly status: FollowStatus };

/** Extension → webview. */
export type ToPanel =
  | ShareEvent
  /** The message that was right-clicked last is to be copied. */
  | { readonly type: "copyMessage"; readonly as: CopyForm }
  /** The reader wants to be at a place in the session, as `parseAnchor` gives it. */
  | { readonly type: "goTo"; readonly anchor: string };

/** `text` is what a reader sees, without any marks; `link` leads to it. */
export type CopyForm = "text" | "markdown" | "link";

/** Webview → extension. `ready` asks for everything from the beginning. */
export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "import" }
  | { readonly type: "copyLink" }
  | { readonly type: "openInBrowser" }
  | { readonly type: "retry" }
  | { readonly type: "openLink"; readonly href: string }
  | { readonly type: "copyText"; readonly text: string }
  /** A file that came with a message; `name` is one name, and safe. */
  | { readonly type: "saveFile"; readonly name: string; readonly bytes: Uint8Array }
  /** Leads over what keeps a share from being read: to a sign-in, or through its password or an opening that counts. */
  | { readonly type: "signIn" }
  | { readonly type: "open"; readonly password?: string };
