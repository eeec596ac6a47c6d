import * as vscode from "vscode";
import type { StorageLocation } from "../../../engine/sources/opencode/find-storage.ts";
import { atMostEvery } from "../../../primitives/at-most-every.ts";
import { showInput } from "../shown/input.ts";
import { showProgressInView } from "../shown/messages.ts";
import { rowsView } from "../shown/rows-view.ts";
import { type FollowStorageDeps, followStorage } from "./follow-storage.ts";
import { RowsTree } from "./rows-tree.ts";
import { describePlaces, showPlaces } from "./searched-places.ts";
import { SessionRows, type SessionRowsDeps } from "./session-rows.ts";
import { whileVisible } from "./while-visible.ts";

export interface SessionsViewDeps extends FollowStorageDeps, SessionRowsDeps {
  readonly storagePlaces: () => readonly StorageLocation[];
}

/** How often the storage is listed at most while an agent writes into it, ms. */
const LIST_EVERY_MS = 1000;

/** “Sessions”: the root sessions of this window's folders, followed while the view is visible. */
export function sessionsView(deps: SessionsViewDeps): vscode.Disposable {
  const rows = new SessionRows(deps, (rest) => void showProgress(rest).then(() => tree.refresh()));
  const tree = new RowsTree(async () => {
    const shown = await rows.rows();
    void vscode.commands.executeCommand("setContext", "opencode.sessionsState", rows.state);
    describe();
    return shown;
  });
  const view = rowsView("opencode.sessions", tree);
  const describe = () => {
    const isFound = rows.state !== "noStorage" && rows.state !== "empty";
    const filter = rows.filter && vscode.l10n.t("“{0}”", rows.filter);
    view.describe(isFound ? filter : describePlaces(deps.storagePlaces()));
  };
  const readAgain = () => {
    const reading = rows.readAgain();
    tree.refresh();
    return reading;
  };
  const setFilter = (filter: string) => {
    rows.filter = filter;
    describe();
    void vscode.commands.executeCommand("setContext", "opencode.sessionsFiltered", rows.filter !== "");
    tree.refresh();
  };
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    tree,
    view,
    whileVisible(view, () => follow(deps, tree, readAgain)),
    register("opencode.refreshSessions", readAgain),
    register("opencode.showStoragePlaces", () => showPlaces(deps.storagePlaces())),
    register("opencode.clearSessionFilter", () => setFilter("")),
    register("opencode.filterSessions", async () => {
      const filter = await askForFilter(rows.filter);
      if (filter !== undefined) setFilter(filter);
    }),
    register("opencode.showMoreSessions", () => {
      rows.showMore();
      tree.refresh();
    }),
  );
}

/** Keeps the visible view current: sessions as the storage changes, badges as shares and modes do. */
function follow(deps: SessionsViewDeps, tree: RowsTree, readAgain: () => Promise<void>): vscode.Disposable {
  const listing = atMostEvery(LIST_EVERY_MS, readAgain);
  const render = atMostEvery(100, () => tree.refresh());
  const reading = readAgain();
  return vscode.Disposable.from(
    listing,
    render,
    followStorage(deps, reading, listing.call),
    deps.registry.onDidChange(render.call),
    deps.sharing.onDidChange(render.call),
    deps.mode.onDidUpdate(render.call),
    vscode.workspace.onDidChangeWorkspaceFolders(readAgain),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("opencode.sharing.listedSessions") && readAgain(),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(render.call),
  );
}

/** The view says that there is more to come. */
const showProgress = (rest: Promise<unknown>) => showProgressInView("opencode.sessions", rest);

function askForFilter(value: string): Thenable<string | undefined> {
  return showInput({
    title: vscode.l10n.t("Filter Sessions"),
    prompt: vscode.l10n.t("Shows the sessions whose title or agent has all of these words."),
    value,
  });
}
