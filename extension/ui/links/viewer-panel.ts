import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type Following, follow } from "../../../client/follow.ts";
import { formatShareLink, type ShareLocation } from "../../../protocol/links.ts";
import type { FromPanel, ToPanel } from "../../../protocol/panel.ts";
import { type WebPanel, webPanel } from "../shown/web-panel.ts";
import { type AccessRequirementsDeps, Hurdles } from "./access-requirements.ts";
import { viewerHtml } from "./viewer-html.ts";

export interface ViewerPanelDeps extends AccessRequirementsDeps {
  readonly context: vscode.ExtensionContext;
}

/** Hears of each share that a viewer begins to show, and of each new title. */
type OnDidShow = (location: ShareLocation, title: string) => void;

/** The read-only viewers, one panel for each share of each service. */
export class ViewerPanels {
  readonly #deps: ViewerPanelDeps;
  readonly #onDidShow: OnDidShow;
  readonly #panels = new Map<string, WebPanel>();

  constructor(deps: ViewerPanelDeps, onDidShow: OnDidShow) {
    this.#deps = deps;
    this.#onDidShow = onDidShow;
  }

  /** Shows a share, in its panel if it has one. */
  show(location: ShareLocation): void {
    // The same id at another service is another share.
    const key = formatShareLink(location);
    const open = this.#panels.get(key);
    if (open) {
      open.reveal();
      return;
    }
    const media = vscode.Uri.joinPath(this.#deps.context.extensionUri, "dist");
    const panel = webPanel("opencode.sharedSession", vscode.l10n.t("Shared Session"), media);
    this.#panels.set(key, panel);
    panel.onDidDispose(() => this.#panels.delete(key));
    const load = () => {
      panel.webview.html = html(panel.webview, media);
    };
    connect({ deps: this.#deps, panel, location, onDidShow: this.#onDidShow, load });
    load();
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}

interface Connection {
  readonly deps: ViewerPanelDeps;
  readonly panel: WebPanel;
  readonly location: ShareLocation;
  readonly onDidShow: OnDidShow;
  /** Loads the page anew, which then asks for everything. */
  readonly load: () => void;
}

/** Follows the share for the panel: the extension host has the network, the webview has none. */
function connect({ deps, panel, location, onDidShow, load }: Connection): void {
  let following: Following | undefined;
  let shown: string | undefined;
  let isGone = false;
  const hurdles = new Hurdles(deps, location, () => isGone || load());
  const post = (message: ToPanel) => void (isGone || panel.webview.postMessage(message));
  const restart = () => {
    following?.dispose();
    following = follow(deps.clientOf(location.serviceUrl), location.shareId, {
      onFrame: (frame) => {
        if (frame.type === "share") {
          panel.rename(frame.share.title || vscode.l10n.t("Shared Session"));
          if (frame.share.title !== shown) onDidShow(location, frame.share.title);
          shown = frame.share.title;
        }
        post({ type: "frame", frame });
      },
      onStatus: (status) => {
        post({ type: "status", status });
        hurdles.meet(status);
      },
    });
  };
  panel.onDidDispose(() => {
    isGone = true;
    following?.dispose();
  });
  panel.webview.onDidReceiveMessage((message: FromPanel) => {
    switch (message.type) {
      case "ready":
        return restart();
      case "retry":
        return following?.retry();
      case "signIn":
        return hurdles.take();
      case "open":
        return hurdles.take(message.password);
      case "import":
        return vscode.commands.executeCommand("opencode.importSharedSession", formatShareLink(location));
      case "copyLink":
        return vscode.env.clipboard.writeText(formatShareLink(location));
      case "copyText":
        return vscode.env.clipboard.writeText(message.text);
      case "openInBrowser":
        return deps.dialogs.openExternal(formatShareLink(location));
      case "openLink":
        return openLink(deps, message.href);
      default:
        return message satisfies never;
    }
  });
}

/** A link out of a stranger's text: VS Code asks before it opens a web address, and would not before it opens any other. */
async function openLink({ dialogs }: ViewerPanelDeps, href: string): Promise<void> {
  const copy = vscode.l10n.t("Copy Address");
  if (/^https?:/i.test(href)) await dialogs.openExternal(href);
  else if (
    (await dialogs.notify(
      "information",
      vscode.l10n.t("Only web addresses are opened from a session: {0}", href),
      copy,
    )) === copy
  )
    await vscode.env.clipboard.writeText(href);
}

function html(webview: vscode.Webview, media: vscode.Uri): string {
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  return viewerHtml({
    title: vscode.l10n.t("Shared Session"),
    script: uri("webview.js"),
    style: uri("webview.css"),
    source: webview.cspSource,
    nonce: randomBytes(16).toString("base64url"),
  });
}
