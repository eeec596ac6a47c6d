import * as vscode from "vscode";
import { ACCOUNTS_KEY, type Account } from "../../../engine/services/accounts.ts";
import { showFailure } from "../editor/failure.ts";
import { type AccountsProvider, type EditorAccount, showAccounts } from "../shown/accounts.ts";
import { plainText } from "../shown/plain-text.ts";
import { hostOf } from "../words/host-of.ts";
import { type ChooseServiceDeps, chooseService } from "./choose-service.ts";
import { type SignInDeps, signIn, signOut } from "./sign-in.ts";

export interface AccountsDeps extends ChooseServiceDeps, SignInDeps {
  readonly context: vscode.ExtensionContext;
}

/** The provider's id and name, as the manifest says them. */
const PROVIDER = "opencode-share";
const NAME = "OpenCode Share";

/** Shows in the Accounts menu who is signed in at which service. A session's only scope is the service's address. */
export function accounts(deps: AccountsDeps): vscode.Disposable {
  const provider: AccountsProvider = {
    async list(scopes) {
      const sessions = (await deps.signedIn.list()).map(editorAccountOf);
      return scopes?.length ? sessions.filter((session) => session.scopes[0] === scopes[0]) : sessions;
    },
    async create([scope]) {
      const serviceUrl = scope ?? (await chooseService(deps));
      const session = serviceUrl && (await signIn(deps, serviceUrl));
      if (!session) throw new vscode.CancellationError();
      return editorAccountOf(session);
    },
    async remove(id) {
      const session = (await deps.signedIn.list()).find((it) => it.id === id);
      if (session) await signOut(deps, session);
    },
    onDidChange: (listener) =>
      deps.signedIn.onDidChange(({ added, removed }) =>
        listener({ added: added.map(editorAccountOf), removed: removed.map(editorAccountOf) }),
      ),
  };
  const tellSignedIn = async () => {
    const isSignedIn = (await deps.signedIn.list()).length > 0;
    await vscode.commands.executeCommand("setContext", "opencode.isSignedIn", isSignedIn);
  };
  void tellSignedIn();
  return vscode.Disposable.from(
    deps.signedIn.onDidChange(() => void tellSignedIn()),
    showAccounts(PROVIDER, NAME, provider),
    deps.context.secrets.onDidChange(({ key }) => key === ACCOUNTS_KEY && void deps.signedIn.refresh()),
  );
}

/** “Sign In to Share Service”. */
export async function signInToService(deps: AccountsDeps): Promise<void> {
  const serviceUrl = await chooseService(deps);
  if (!serviceUrl) return;
  const what = vscode.l10n.t("Not signed in");
  try {
    const session = await signIn(deps, serviceUrl);
    if (!session) return;
    const message = vscode.l10n.t("You are signed in as {0}.", plainText(session.account.label));
    void deps.dialogs.notify("information", message);
  } catch (error) {
    await showFailure(deps, what, error, () => signInToService(deps));
  }
}

/** “Sign Out of Share Service”: of the only one, or the one that is picked. */
export async function signOutOfService(deps: AccountsDeps): Promise<void> {
  const sessions = await deps.signedIn.list();
  if (sessions.length === 0)
    return void deps.dialogs.notify(
      "information",
      vscode.l10n.t("You are not signed in at any share service."),
    );
  const session = sessions.length === 1 ? sessions[0] : await pickSession(deps, sessions);
  if (session) await signOut(deps, session);
}

async function pickSession(deps: AccountsDeps, sessions: readonly Account[]): Promise<Account | undefined> {
  const answer = await deps.dialogs.pick({
    title: vscode.l10n.t("Sign Out"),
    canGoBack: false,
    placeHolder: vscode.l10n.t("Which service?"),
    lines: sessions.map((session) => ({
      icon: "account",
      label: session.account.label,
      description: hostOf(session.serviceUrl),
      value: session,
    })),
  });
  return answer?.kind === "chosen" ? answer.value : undefined;
}

const editorAccountOf = ({ id, token, account, serviceUrl }: Account): EditorAccount => ({
  ...{ id, token, account },
  scopes: [serviceUrl],
});
