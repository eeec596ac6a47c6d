import type { EndReason } from "../../protocol/panel.ts";
import { Icon } from "./icon.tsx";

/** Why there is nothing to show; `invalid` is an address that names no share. */
export type EndCause = EndReason | "invalid";

const causes: Readonly<Record<EndCause, { readonly title: string; readonly advice: string }>> = {
  revoked: {
    title: "The owner has stopped sharing this session.",
    advice:
      "Its content is gone from this page and from the service. If you still need it, ask the owner for a new link.",
  },
  expired: {
    title: "This link has expired.",
    advice: "Links end after a time that the owner chose. Ask the owner to share the session again.",
  },
  not_found: {
    title: "There is no such shared session.",
    advice: "Check that the whole link was copied. If it was, ask the person who sent it for a new one.",
  },
  forbidden: {
    title: "This session is not shared with you.",
    advice: "Its owner has limited who can read it. Ask the owner to give you access.",
  },
  unauthorized: {
    title: "You are no longer signed in",
    advice: "Sign in again to go on reading.",
  },
  sign_in_required: {
    title: "Sign in to read this session",
    advice: "It is shared inside an organisation.",
  },
  password_required: {
    title: "This session has a password",
    advice: "Ask its owner for it.",
  },
  open_required: {
    title: "This session can be opened only so many times",
    advice: "Open it when you are ready to read.",
  },
  invalid: {
    title: "This link is not complete.",
    advice:
      "A link to a shared session ends with 43 letters and digits. Copy the whole link and open it again.",
  },
};

/** A page of its own for a share that cannot be read (any more): what happened, and what to do. */
export function EndPage({ why }: { why: EndCause }) {
  const { title, advice } = causes[why];
  return (
    <main class="end" data-end={why}>
      <div class="end-inner" role="status">
        <span class="end-icon">
          <Icon name={why === "not_found" || why === "invalid" ? "search" : "link"} />
        </span>
        <h1>{title}</h1>
        <p>{advice}</p>
      </div>
    </main>
  );
}
