import "../without-eval.ts";

import { render } from "preact";
import { type Following, follow } from "../../client/follow.ts";
import { parseAnchor } from "../../protocol/anchor.ts";
import {
  formatPlaceLink,
  formatShareLink,
  parseShareLink,
  type ShareLocation,
} from "../../protocol/links.ts";
import type { AccessActions } from "../components/access.ts";
import { EndPage } from "../components/end-page.tsx";
import type { Action, ViewerHost } from "../components/viewer-host.ts";
import { fillIn } from "../older-browsers.ts";
import { ViewerShell } from "../shell.tsx";
import { showStarted } from "../started.ts";
import { BrowserAccess } from "./browser-access.ts";
import { copyText } from "./clipboard.ts";
import { editorChoices } from "./editor-choices.ts";
import { knowsPeople } from "./knows-people.ts";
import { saveFile } from "./save-file.ts";
import { whyClosed } from "./why-closed.ts";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/conversation.css";
import "../styles/markdown.css";
import "../styles/cards.css";
import "../styles/terminal.css";
import "../styles/sub-agents.css";
import "../styles/states.css";
import "../styles/print.css";
import "./page.css";

const PRODUCT = "OpenCode Share";
/** How long to wait before a share that could not be continued is followed anew, ms. */
const RESTART_MS = 1000;

fillIn(window);
start(document.body.appendChild(document.createElement("div")));
showStarted();

function start(root: HTMLElement): void {
  root.id = "viewer";
  const location = parseShareLink(window.location.href);
  if (location) open(root, location);
  else render(<EndPage why="invalid" />, root);
}

function open(root: HTMLElement, location: ShareLocation): void {
  let following: Following | undefined;
  const access = new BrowserAccess(location);
  const shell = new ViewerShell(root, createHost());
  connect();
  arrive();
  addEventListener("hashchange", arrive);
  document.addEventListener("visibilitychange", tellWatched);
  addEventListener("online", () => following?.retry());
  if (knowsPeople()) void showAccount();

  function connect(): void {
    following?.dispose();
    following = follow(location.serviceUrl, location.shareId, {
      onFrame: (frame) => shell.receive({ type: "frame", frame }),
      onStatus: (status) => shell.receive({ type: "status", status }),
      onReadable() {
        shell.startOver();
        connect();
      },
    });
    tellWatched();
  }

  function tellWatched(): void {
    following?.setWatched(document.visibilityState === "visible");
  }

  function arrive(): void {
    const anchor = parseAnchor(window.location.hash);
    if (anchor !== undefined) shell.goTo(anchor);
  }

  async function showAccount(): Promise<void> {
    const user = await access.whoIsSignedIn();
    if (user) shell.welcome({ name: user.name ?? user.email ?? user.id, signOut });
  }

  async function signOut(): Promise<void> {
    await access.signOut().catch(() => undefined);
    window.location.reload();
  }

  function createAccess(): AccessActions {
    return {
      signInUrl: access.signInUrl,
      async open(password) {
        const closed = await access.open(password).then(() => undefined, whyClosed);
        if (typeof closed === "string") return closed;
        shell.startOver();
        if (closed) shell.receive({ type: "status", status: closed });
        else connect();
        return undefined;
      },
      async signInAsSomebodyElse() {
        await access.signOut().catch(() => undefined);
        // Else the provider would take them for whom it took them before.
        window.location.assign(`${access.signInUrl}&prompt=login`);
      },
    };
  }

  function createHost(): ViewerHost {
    return {
      actions: actionsFor(location),
      access: createAccess(),
      copyText,
      linkTo: (anchor) => formatPlaceLink({ ...location, anchor }),
      saveFile,
      retry: () => following?.retry(),
      restart() {
        following?.dispose();
        setTimeout(connect, RESTART_MS);
      },
      onDidRender(title) {
        document.title = title === undefined ? PRODUCT : `${title} · ${PRODUCT}`;
      },
    };
  }
}

function actionsFor(location: ShareLocation): readonly Action[] {
  return [
    {
      label: "Copy link",
      icon: "copy",
      done: "Copied",
      run: () => copyText(formatShareLink(location)),
    },
    {
      label: "Open in an editor",
      icon: "editor",
      isPrimary: true,
      choices: editorChoices({ ...location, anchor: parseAnchor(window.location.hash) }),
    },
  ];
}
