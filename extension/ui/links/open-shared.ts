import * as vscode from "vscode";
import type { KnownServices } from "../../../engine/services/known-services.ts";
import { parseAnchor } from "../../../protocol/anchor.ts";
import {
  formatPlaceLink,
  formatShareLink,
  parseServiceUrl,
  parseShareLink,
  type SharePlace,
} from "../../../protocol/links.ts";
import { findShareLink } from "../../../protocol/pasted-link.ts";
import { tokenSchema } from "../../../protocol/share.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { Settings } from "../editor/settings.ts";
import { showMessage } from "../shown/messages.ts";
import type { ViewerPanels } from "./viewer-panel.ts";

export interface OpenSharedDeps {
  readonly dialogs: Dialogs;
  readonly services: KnownServices;
  readonly settings: Settings;
}

/** “Open Shared Session”: shows a link's session in the read-only viewer. */
export async function openSharedSession(
  deps: OpenSharedDeps,
  viewers: ViewerPanels,
  link?: string,
): Promise<void> {
  const location = await chooseLink(deps, link);
  if (location) await openPlace(deps, viewers, location);
}

/** Opens a share at a place, asking first when its service is not known yet. */
async function openPlace(deps: OpenSharedDeps, viewers: ViewerPanels, place: SharePlace): Promise<void> {
  if (await mayTalkTo(deps, place.serviceUrl)) viewers.show(place);
}

/** A link given, or asked for with the clipboard's as a suggestion. */
export async function chooseLink(deps: OpenSharedDeps, given?: string): Promise<SharePlace | undefined> {
  if (given !== undefined) {
    const location = findShareLink(given);
    if (!location) void showMessage("error", vscode.l10n.t("This is not a link to a shared session."));
    return location;
  }
  const clipboard = await vscode.env.clipboard.readText();
  const copied = findShareLink(clipboard);
  const answer = await deps.dialogs.askLink(copied ? formatPlaceLink(copied) : "", (text) =>
    findShareLink(text)
      ? undefined
      : vscode.l10n.t("This is not a link to a shared session. It looks like https://…/share/…."),
  );
  return answer ? findShareLink(answer) : undefined;
}

/** Shows again what was open before the window was loaded anew, where nobody has to be asked for that. */
export function restoreViewers(deps: OpenSharedDeps, viewers: ViewerPanels): vscode.Disposable {
  return viewers.restore(({ serviceUrl }) => isKnown(deps, serviceUrl));
}

/** One's own service, or one met before. */
const isKnown = ({ settings, services }: OpenSharedDeps, serviceUrl: string): boolean =>
  serviceUrl === settings.serviceUrl() || services.isMet(serviceUrl);

/** Whether the user agrees to talk to a service: their own, one met before, or one confirmed now. */
export async function mayTalkTo(deps: OpenSharedDeps, serviceUrl: string): Promise<boolean> {
  if (isKnown(deps, serviceUrl)) return true;
  const agreed = await deps.dialogs.confirm(
    vscode.l10n.t("Open a session from {0}?", new URL(serviceUrl).host),
    [
      vscode.l10n.t("This link leads to a service that you have not used before: {0}", serviceUrl),
      vscode.l10n.t("Its text was written by someone else. It is shown read-only, and nothing in it is run."),
    ],
    vscode.l10n.t("Open"),
  );
  if (agreed) await deps.services.meet(serviceUrl);
  return agreed;
}

/** `<scheme>://<publisher>.opencode-share/share/<id>?service=<origin>&at=<anchor>`: what a page's “Open in VS Code” leads to. */
export function handleUris(deps: OpenSharedDeps, viewers: ViewerPanels): vscode.Disposable {
  return vscode.window.registerUriHandler({
    async handleUri(uri) {
      const place = placeOfUri(uri.path, uri.query);
      if (place) await openPlace(deps, viewers, place);
      else void showMessage("error", vscode.l10n.t("This address names no shared session."));
    },
  });
}

/** Reads a place in a shared session out of the URI's path and query; undefined when it names none. */
function placeOfUri(path: string, query: string): SharePlace | undefined {
  const shareId = tokenSchema.safeParse(/^\/share\/([^/]+)$/.exec(path)?.[1]);
  const asked = new URLSearchParams(query);
  const serviceUrl = parseServiceUrl(asked.get("service") ?? "");
  if (!shareId.success || !serviceUrl) return undefined;
  const location = parseShareLink(formatShareLink({ serviceUrl, shareId: shareId.data }));
  return location && { ...location, anchor: parseAnchor(asked.get("at") ?? "") };
}
