import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type Following, follow } from "../../../client/follow.ts";
import {
  formatShareLink,
  parseShareLink,
  type ShareLocation,
  type SharePlace,
} from "../../../protocol/links.ts";
import type { CopyForm, FromPanel, PanelState, ToPanel } from "../../../protocol/panel.ts";
import { restoreWebPanels, type WebPanel, webPanel } from "../shown/web-panel.ts";
import { AccessRequirements, type AccessRequirementsDeps } from "./access-requirements.ts";
import { saveAttachment } from "./save-attachment.ts";
import { viewerHtml } from "./viewer-html.ts";

export interface ViewerPanelDeps extends AccessRequirementsDeps {
  readonly context: vscode.ExtensionContext;
}

const VIEW_TYPE = "opencode.sharedSession";

/** Hears of each share that a viewer begins to show, and of each new title. */
type OnDidShow = (location: ShareLocation, title: string) => void;

/** The read-only viewers, one panel for each share of each service. */
export class ViewerPanels {
  readonly #deps: ViewerPanelDeps;
  readonly #onDidShow: OnDidShow;
  readonly #panels = new Map<string, OpenPanel>();

  constructor(deps: ViewerPanelDeps, onDidShow: OnDidShow) {
    this.#deps = deps;
    this.#onDidShow = onDidShow;
  }

  /** Shows a share, in its panel if it has one, and the place in its session. */
  show({ anchor, ...location }: SharePlace): void {
    // The same id at another service is another share.
    const open = this.#panels.get(formatShareLink(location));
    open?.panel.reveal();
    const { goTo } =
      open ?? this.#fill(webPanel(VIEW_TYPE, vscode.l10n.t("Shared Session"), this.#media), location);
    if (anchor !== undefined) goTo(anchor);
  }

  /**
   * Shows again what was open before the window was loaded anew.
   * @param mayShow whether the share's service may still be talked to; what may not is closed, and nobody is asked
   */
  restore(mayShow: (location: ShareLocation) => boolean): vscode.Disposable {
    return restoreWebPanels(VIEW_TYPE, this.#media, (panel, state) => {
      const { link } = Object(state) as Partial<PanelState>;
      const location = typeof link === "string" ? parseShareLink(link) : undefined;
      if (!location || !mayShow(location) || this.#panels.has(formatShareLink(location))) panel.dispose();
      else this.#fill(panel, location);
    });
  }

  /** Copies the message that was right-clicked in the viewer that has the focus. */
  copyMessage(form: CopyForm): void {
    const message: ToPanel = { type: "copyMessage", as: form };
    void this.#active?.[1].webview.postMessage(message);
  }

  /** The link of what the viewer shows that has the focus. */
  get activeLink(): string | undefined {
    return this.#active?.[0];
  }

  get #active(): readonly [string, WebPanel] | undefined {
    const [link, open] = [...this.#panels].find(([, { panel }]) => panel.isActive) ?? [];
    return link !== undefined && open ? [link, open.panel] : undefined;
  }

  get #media(): vscode.Uri {
    return vscode.Uri.joinPath(this.#deps.context.extensionUri, "dist");
  }

  #fill(panel: WebPanel, location: ShareLocation): OpenPanel {
    const link = formatShareLink(location);
    panel.onDidDispose(() => this.#panels.delete(link));
    const load = () => {
      panel.webview.html = html(panel.webview, this.#media, link);
    };
    const open = connect({ deps: this.#deps, panel, location, onDidShow: this.#onDidShow, load });
    this.#panels.set(link, open);
    load();
    return open;
  }

  dispose(): void {
    for (const { panel } of [...this.#panels.values()]) panel.dispose();
  }
}

interface OpenPanel {
  readonly panel: WebPanel;
  /** Takes the reader to a place in the session, now or when the page has loaded. */
  goTo(anchor: string): void;
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
function connect({ deps, panel, location, onDidShow, load }: Connection): OpenPanel {
  let following: Following | undefined;
  let shown: string | undefined;
  let isGone = false;
  /** Where a page is to go that has not loaded yet, or that is loaded anew because it was hidden. */
  let wanted: string | undefined;
  const requirements = new AccessRequirements(deps, location, () => isGone || load());
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
      onReadable: () => isGone || load(),
      onStatus: (status) => {
        post({ type: "status", status });
        requirements.meet(status);
      },
    });
    following.setWatched(panel.isVisible());
  };
  panel.onDidChangeViewState(() => following?.setWatched(panel.isVisible()));
  panel.onDidDispose(() => {
    isGone = true;
    following?.dispose();
  });
  panel.webview.onDidReceiveMessage((message: FromPanel) => {
    switch (message.type) {
      case "ready":
        restart();
        if (wanted !== undefined) post({ type: "goTo", anchor: wanted });
        wanted = undefined;
        return undefined;
      case "retry":
        return following?.retry();
      case "signIn":
        return requirements.take();
      case "open":
        return requirements.take(message.password);
      case "import":
        return vscode.commands.executeCommand("opencode.importSharedSession", formatShareLink(location));
      case "copyLink":
        return vscode.env.clipboard.writeText(formatShareLink(location));
      case "copyText":
        return vscode.env.clipboard.writeText(message.text);
      case "saveFile":
        return saveAttachment(deps, message.name, message.bytes);
      case "openInBrowser":
        return deps.dialogs.openExternal(formatShareLink(location));
      case "openLink":
        return openLink(deps, message.href);
      default:
        return message satisfies never;
    }
  });
  return {
    panel,
    goTo(anchor) {
      wanted = following && panel.isVisible() ? undefined : anchor;
      post({ type: "goTo", anchor });
    },
  };
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

function html(webview: vscode.Webview, media: vscode.Uri, link: string): string {
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  return viewerHtml({
    title: vscode.l10n.t("Shared Session"),
    link,
    script: uri("webview.js"),
    style: uri("webview.css"),
    source: webview.cspSource,
    nonce: randomBytes(16).toString("base64url"),
  });
}
