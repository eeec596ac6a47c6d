import type { EndReason } from "../../protocol/panel.ts";
import type { AccessActions, Account } from "./access.ts";
import { AccountLine } from "./account-line.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { OpenButton, PasswordForm } from "./open-forms.tsx";

/** Why there is nothing to show: `invalid` is an address that names no share, `failed` one that cannot be drawn. */
export type EndCause = EndReason | "invalid" | "failed";

interface Cause {
  readonly title: string;
  readonly advice: string;
  readonly icon: IconName;
}

const causes: Readonly<Record<EndCause, Cause>> = {
  revoked: {
    title: "The owner has stopped sharing this session.",
    advice:
      "Its content is gone from this page and from the service. If you still need it, ask the owner for a new link.",
    icon: "link",
  },
  expired: {
    title: "This link has expired.",
    advice: "Links end after a time that the owner chose. Ask the owner to share the session again.",
    icon: "link",
  },
  not_found: {
    title: "There is no such shared session.",
    advice: "Check that the whole link was copied. If it was, ask the person who sent it for a new one.",
    icon: "search",
  },
  forbidden: {
    title: "This session is not shared with you.",
    advice: "Its owner has limited who can read it. Ask the owner to give you access.",
    icon: "person",
  },
  upgrade_required: {
    title: "This needs a newer version.",
    advice: "Load this page again. In VS Code, update the extension OpenCode Share.",
    icon: "link",
  },
  unauthorized: {
    title: "You are no longer signed in.",
    advice: "Sign in again to go on reading.",
    icon: "person",
  },
  sign_in_required: {
    title: "Sign in to read this session.",
    advice: "It is not shared with everybody: its owner has chosen who can read it.",
    icon: "person",
  },
  password_required: {
    title: "This session has a password.",
    advice: "Ask its owner for it.",
    icon: "lock",
  },
  open_required: {
    title: "This session can be opened only so many times.",
    advice:
      "Nothing has been counted yet. Open it when you are ready to read; then you can come back for some hours without its counting again.",
    icon: "eye",
  },
  invalid: {
    title: "This link is not complete.",
    advice:
      "A link to a shared session ends with 43 letters and digits. Copy the whole link and open it again.",
    icon: "search",
  },
  failed: {
    title: "This session cannot be shown here.",
    advice:
      "Something in it is more than this viewer can handle. Load it again, or try a newer browser or VS Code.",
    icon: "alert",
  },
};

/** Of these the service may know more than the page: in which way somebody is not named, or that all views are used up. */
const toldByService: readonly EndCause[] = ["forbidden", "expired", "upgrade_required"];

export interface EndPageProps {
  readonly why: EndCause;
  /** What the service said. */
  readonly words?: string;
  /** Undefined: there is no way on from here. */
  readonly access?: AccessActions | undefined;
  readonly account?: Account | undefined;
}

/** A page of its own for a share that cannot be read (any more, or yet): what happened, and the way on. */
export function EndPage({ why, words = "", access, account }: EndPageProps) {
  const { title, advice, icon } = causes[why];
  const saysMore = toldByService.includes(why) && words !== "" && !words.startsWith(title);
  return (
    <main class="end" data-end={why}>
      <div class="end-inner">
        <span class="end-icon">
          <Icon name={icon} />
        </span>
        <div role="status">
          <h1>{title}</h1>
          <p dir="auto">{saysMore ? words : advice}</p>
        </div>
        {access && <AccessPrompt why={why} access={access} />}
        {account && <AccountLine account={account} />}
      </div>
    </main>
  );
}

function AccessPrompt({ why, access }: { why: EndCause; access: AccessActions }) {
  switch (why) {
    case "sign_in_required":
    case "unauthorized":
      return (
        <div class="end-way">
          <a class="button button-primary" href={access.signInUrl}>
            Sign in
          </a>
        </div>
      );
    case "forbidden":
      return (
        <div class="end-way">
          <button type="button" class="button" onClick={() => void access.signInAsSomebodyElse()}>
            Sign in as somebody else
          </button>
        </div>
      );
    case "password_required":
      return <PasswordForm access={access} />;
    case "open_required":
      return <OpenButton access={access} />;
    default:
      return null;
  }
}
