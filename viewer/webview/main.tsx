import "../without-eval.ts";

import type { FromPanel, PanelState, ToPanel } from "../../protocol/panel.ts";
import type { ViewerHost } from "../components/viewer-host.ts";
import { isWebLink } from "../markdown/links.ts";
import { ViewerShell } from "../shell.tsx";
import { AccessBar } from "./access-bar.ts";
import { ChosenMessage } from "./chosen-message.ts";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/conversation.css";
import "../styles/markdown.css";
import "../styles/cards.css";
import "../styles/terminal.css";
import "../styles/sub-agents.css";
import "../styles/states.css";
import "./webview.css";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  /** Kept by the editor for when the window is loaded anew. */
  setState(state: PanelState): void;
};

start(document.body.appendChild(document.createElement("div")));

function start(root: HTMLElement): void {
  const host = acquireVsCodeApi();
  const post = (message: FromPanel) => host.postMessage(message);
  root.id = "viewer";
  const { link } = document.body.dataset;
  if (link) host.setState({ link });
  const linkTo = (anchor: string) => `${link}#${anchor}`;
  const shell = new ViewerShell(root, createHost(post, linkTo));
  const wayOn = new AccessBar(post);
  const chosen = new ChosenMessage(root, { turn: (id) => shell.turn(id), linkTo });
  root.addEventListener("click", (event) => openLink(event, post));
  addEventListener("message", ({ data }: MessageEvent<ToPanel>) => {
    if (data?.type === "frame" || data?.type === "status") shell.receive(data);
    if (data?.type === "status") wayOn.show(data.status);
    if (data?.type === "goTo") shell.goTo(data.anchor);
    if (data?.type === "copyMessage") {
      const text = chosen.copy(data.as);
      if (text !== undefined) post({ type: "copyText", text });
    }
  });
  addEventListener("online", () => post({ type: "retry" }));
  post({ type: "ready" });
}

function createHost(post: (message: FromPanel) => void, linkTo: ViewerHost["linkTo"]): ViewerHost {
  return {
    actions: [
      {
        label: "Import as New Session",
        icon: "import",
        isPrimary: true,
        run: () => post({ type: "import" }),
      },
      { label: "Copy link", icon: "copy", done: "Copied", run: () => post({ type: "copyLink" }) },
      { label: "Open in browser", icon: "open", run: () => post({ type: "openInBrowser" }) },
    ],
    copyText: (text) => post({ type: "copyText", text }),
    linkTo,
    saveFile: (name, bytes) => {
      post({ type: "saveFile", name, bytes });
      return false;
    },
    retry: () => post({ type: "retry" }),
    restart: () => post({ type: "ready" }),
  };
}

/** Links are opened by the editor, which asks where they lead; its own handling of clicks must not open them twice. */
function openLink(event: Event, post: (message: FromPanel) => void): void {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  event.stopPropagation();
  // As it is written: what the browser makes of it would always be an address.
  if (isWebLink(link.getAttribute("href") ?? "")) post({ type: "openLink", href: link.href });
}
