import * as vscode from "vscode";
import { mergeShares } from "../../../engine/services/remote-shares.ts";
import type { App } from "../app.ts";
import { atMostEvery } from "../editor/at-most-every.ts";
import { type RowsView, rowsView } from "../shown/rows-view.ts";
import { RowsTree } from "./rows-tree.ts";
import { ShareFacts } from "./share-facts.ts";
import { shareRows } from "./share-rows.ts";
import { whileVisible } from "./while-visible.ts";

/** How often the services are asked about viewers while the view is visible, ms. */
const ASK_EVERY_MS = 30_000;
/** How often they are asked at most when shares come and go, ms. */
const ASK_AT_MOST_EVERY_MS = 1000;

/** “Shares”: everything that was shared from this computer, and by who is signed in from any other; followed while it is visible. */
export function sharesView(app: App): vscode.Disposable {
  let sessionIds: ReadonlySet<string> | undefined;
  const render = atMostEvery(100, () => tree.refresh());
  const facts = new ShareFacts({
    secret: (share) => app.registry.secretOf(share),
    isSignedIn: app.isSignedIn,
    clientOf: app.clientOf,
    onDidChange: render.call,
  });
  const hasSession = (id: string) => sessionIds?.has(id);
  const tree = new RowsTree(() => shareRows({ ...app, facts, hasSession }));
  const view = rowsView("opencode.shares", tree);
  const ask = async () => {
    await app.registry.load();
    const local = app.registry.list().filter(({ phase }) => phase !== "ending");
    if (local.length > 0) sessionIds = await idsOfAll(app);
    render.call();
    await app.remote.load();
    await facts.load(mergeShares(local, app.remote.list()).map(({ record }) => record));
  };
  const asking = atMostEvery(ASK_AT_MOST_EVERY_MS, () => void ask());
  return vscode.Disposable.from(
    tree,
    view,
    render,
    asking,
    whileVisible(view, () => {
      const timer = setInterval(asking.call, ASK_EVERY_MS);
      asking.call();
      return vscode.Disposable.from(
        { dispose: () => clearInterval(timer) },
        { dispose: () => facts.cancel() },
        app.registry.onDidChange(asking.call),
        app.signedIn.onDidChange(asking.call),
        app.policies.onDidChange(render.call),
        app.mode.onDidUpdate(render.call),
        app.onDidChangeRemote(render.call),
        app.sharing.onDidChange(render.call),
      );
    }),
    badge(app, view),
    vscode.commands.registerCommand("opencode.refreshShares", asking.call),
  );
}

/** Undefined when the storage cannot be read: then no session counts as gone. */
async function idsOfAll(app: App): Promise<ReadonlySet<string> | undefined> {
  if (!(await app.hasStorage())) return undefined;
  const sessions = await app.source.list().catch(() => undefined);
  return sessions && new Set(sessions.map(({ id }) => id));
}

/** How many shares need a look, on the container's icon; costs nothing while the view is hidden. */
function badge(app: App, view: RowsView): vscode.Disposable {
  const show = () => {
    const value = app.sharing.list().filter(({ status }) => status.phase === "paused").length;
    const tooltip =
      value === 1 ? vscode.l10n.t("1 share is paused") : vscode.l10n.t("{0} shares are paused", value);
    view.count(value, tooltip);
  };
  show();
  return app.sharing.onDidChange(show);
}
