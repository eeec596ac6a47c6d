import * as vscode from "vscode";
import { plainText } from "./plain-text.ts";

/** Somebody who is signed in somewhere. */
export interface EditorAccount {
  readonly id: string;
  readonly token: string;
  readonly account: { readonly id: string; readonly label: string };
  readonly scopes: readonly string[];
}

/** Who is signed in, and how that changes. */
export interface AccountsProvider {
  list(scopes: readonly string[] | undefined): Promise<readonly EditorAccount[]>;
  create(scopes: readonly string[]): Promise<EditorAccount>;
  remove(id: string): Promise<void>;
  onDidChange(
    listener: (change: {
      readonly added: readonly EditorAccount[];
      readonly removed: readonly EditorAccount[];
    }) => void,
  ): { dispose(): void };
}

/** Shows accounts in the Accounts menu, under a provider of the manifest. */
export function showAccounts(id: string, name: string, provider: AccountsProvider): vscode.Disposable {
  const changes = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  return vscode.Disposable.from(
    changes,
    vscode.authentication.registerAuthenticationProvider(
      id,
      name,
      {
        onDidChangeSessions: changes.event,
        getSessions: async (scopes) => (await provider.list(scopes)).map(sessionOf),
        createSession: async (scopes) => sessionOf(await provider.create(scopes)),
        removeSession: (sessionId) => provider.remove(sessionId),
      },
      { supportsMultipleAccounts: true },
    ),
    provider.onDidChange(({ added, removed }) =>
      changes.fire({ added: added.map(sessionOf), removed: removed.map(sessionOf), changed: [] }),
    ),
  );
}

const sessionOf = ({ id, token, account, scopes }: EditorAccount): vscode.AuthenticationSession => ({
  id,
  accessToken: token,
  account: { id: account.id, label: plainText(account.label) },
  scopes,
});
