import type { EndReason, FollowStatus, FromPanel } from "../../protocol/panel.ts";

interface Way {
  readonly label: string;
  readonly message: FromPanel;
}

const SIGN_IN: Way = { label: "Sign in", message: { type: "signIn" } };

/** What leads on from a share that cannot be read yet; the editor asks for whatever that takes. */
const ways: Readonly<Partial<Record<EndReason, Way>>> = {
  sign_in_required: SIGN_IN,
  unauthorized: SIGN_IN,
  password_required: { label: "Enter password", message: { type: "open" } },
  open_required: { label: "Open", message: { type: "open" } },
};

/** A bar below the page with the one button that leads on, for as long as there is one. */
export class AccessBar {
  readonly #post: (message: FromPanel) => void;
  readonly #bar = document.createElement("div");

  constructor(post: (message: FromPanel) => void) {
    this.#post = post;
    this.#bar.className = "way-on";
    this.#bar.hidden = true;
    document.body.append(this.#bar);
  }

  show(status: FollowStatus): void {
    const way = status.phase === "ended" ? ways[status.why] : undefined;
    this.#bar.hidden = way === undefined;
    this.#bar.replaceChildren(...(way ? [this.#button(way)] : []));
  }

  #button({ label, message }: Way): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-primary";
    button.textContent = label;
    button.onclick = () => this.#post(message);
    return button;
  }
}
