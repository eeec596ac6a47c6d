import * as vscode from "vscode";
import type { ServiceClient } from "../../../client/service-client.ts";
import type { Accounts } from "../../../engine/services/accounts.ts";
import { credentialsOf } from "../../../engine/services/credentials.ts";
import { mergeShares } from "../../../engine/services/remote-shares.ts";
import type { SessionSource } from "../../../engine/sources/session-source.ts";
import { atMostEvery } from "../../../primitives/at-most-every.ts";
import { type RowsView, rowsView } from "../shown/rows-view.ts";
import { RowsTree } from "./rows-tree.ts";
import { ShareFacts } from "./share-facts.ts";
import { type ShareRowsDeps, shareRows } from "./share-rows.ts";
import { whileVisible } from "./while-visible.ts";

export interface SharesViewDeps extends Omit<ShareRowsDeps, "facts" | "hasSession"> {
  readonly clientOf: (serviceUrl: string) => ServiceClient;
  readonly hasStorage: () => Promise<boolean>;
  readonly onDidChangeRemote: vscode.Event<void>;
  readonly signedIn: Accounts;
  readonly source: SessionSource;
}

/** How often the services are asked about viewers while the view is visible, ms. */
const ASK_EVERY_MS = 30_000;
/** How often they are asked at most when shares come and go, ms. */
const ASK_AT_MOST_EVERY_MS = 1000;

/** “Shares”: everything that was shared from this computer, and by who is signed in from any other; followed while it is visible. */
export function sharesView(deps: SharesViewDeps): vscode.Disposable {
  let sessionIds: ReadonlySet<string> | undefined;
  const render = atMostEvery(100, () => tree.refresh());
  const facts = new ShareFacts({
    credentialsOf: (share) => credentialsOf(deps, share),
    clientOf: deps.clientOf,
    onDidChange: render.call,
  });
  const hasSession = (id: string) => sessionIds?.has(id);
  const tree = new RowsTree(() => shareRows({ ...deps, facts, hasSession }));
  const view = rowsView("opencode.shares", tree);
  const ask = async () => {
    await deps.registry.load();
    await facts.lookForSecrets(deps.registry.list());
    const local = deps.registry.list().filter(({ phase }) => phase !== "ending");
    if (local.length > 0) sessionIds = await idsOfAll(deps);
    render.call();
    await deps.remote.load();
    await facts.load(mergeShares(local, deps.remote.list()).map(({ record }) => record));
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
        deps.registry.onDidChange(asking.call),
        deps.signedIn.onDidChange(asking.call),
        deps.policies.onDidChange(render.call),
        deps.mode.onDidUpdate(render.call),
        deps.onDidChangeRemote(render.call),
        deps.sharing.onDidChange(render.call),
      );
    }),
    badge(deps, view),
    vscode.commands.registerCommand("opencode.refreshShares", asking.call),
  );
}

/** Undefined when the storage cannot be read: then no session counts as gone. */
async function idsOfAll(deps: SharesViewDeps): Promise<ReadonlySet<string> | undefined> {
  if (!(await deps.hasStorage())) return undefined;
  const sessions = await deps.source.list().catch(() => undefined);
  return sessions && new Set(sessions.map(({ id }) => id));
}

/** How many shares need a look, on the container's icon; costs nothing while the view is hidden. */
function badge(deps: SharesViewDeps, view: RowsView): vscode.Disposable {
  const show = () => {
    const value = deps.sharing.list().filter(({ status }) => status.phase === "paused").length;
    const tooltip =
      value === 1 ? vscode.l10n.t("1 share is paused") : vscode.l10n.t("{0} shares are paused", value);
    view.count(value, tooltip);
  };
  show();
  return deps.sharing.onDidChange(show);
}
