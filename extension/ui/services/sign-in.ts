import { hostname } from "node:os";
import * as vscode from "vscode";
import { ServiceClient } from "../../../client/service-client.ts";
import { ServiceError } from "../../../client/service-error.ts";
import type { Account, Accounts } from "../../../engine/services/accounts.ts";
import {
  type ClientWith,
  isPersonalToken,
  signInByDevice,
  signInWithToken,
} from "../../../engine/services/device-sign-in.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import type { StartDeviceResponse } from "../../../protocol/device.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import { showProgress } from "../shown/messages.ts";
import { plainText } from "../shown/plain-text.ts";
import { hostOf } from "../words/host-of.ts";
import { type CurrentPolicyDeps, currentPolicy } from "./current-policy.ts";

export interface SignInDeps extends CurrentPolicyDeps {
  readonly dialogs: Dialogs;
  readonly log: vscode.LogOutputChannel;
  readonly signedIn: Accounts;
}

/** Signs in at a service, and answers who is signed in then; undefined: the person has thought better of it. */
export async function signIn(deps: SignInDeps, serviceUrl: string): Promise<Account | undefined> {
  const { auth } = await currentPolicy(deps, serviceUrl);
  if (auth === "none") {
    const message = vscode.l10n.t("{0} has no accounts: there is no need to sign in.", hostOf(serviceUrl));
    void deps.dialogs.notify("information", message);
    return undefined;
  }
  const way = auth === "oidc" ? "browser" : await askWay(deps, serviceUrl);
  if (!way) return undefined;
  const session =
    way === "browser" ? await signInInBrowser(deps, serviceUrl) : await pasteToken(deps, serviceUrl);
  if (!session) return undefined;
  const before = await deps.signedIn.of(serviceUrl);
  await deps.signedIn.add(session);
  if (before) await revoke(deps, before);
  deps.log.info(`signed in at ${hostOf(serviceUrl)}`);
  return session;
}

/** Ends a session: its token counts no more, here and at the service. */
export async function signOut(deps: SignInDeps, session: Account): Promise<void> {
  const isRevoked = await revoke(deps, session);
  await deps.signedIn.remove(session.id);
  const label = plainText(session.account.label);
  void (isRevoked
    ? deps.dialogs.notify("information", vscode.l10n.t("{0} is signed out.", label))
    : deps.dialogs.notify(
        "warning",
        vscode.l10n.t(
          "{0} is signed out here. The service could not be told: its token stays valid until it expires.",
          label,
        ),
      ));
}

/** False when the service could not be told; a token that it does not take is as good as revoked. */
async function revoke(deps: SignInDeps, { serviceUrl, token }: Account): Promise<boolean> {
  try {
    await clientWith(serviceUrl)(token).revokeToken();
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "unauthorized") return true;
    deps.log.warn(`a token was not revoked: ${messageOf(error)}`);
    return false;
  }
}

/** Longest name of a device that a service takes, in characters. */
const LONGEST_LABEL = 100;

type Way = "browser" | "token";

async function askWay(deps: SignInDeps, serviceUrl: string): Promise<Way | undefined> {
  const answer = await deps.dialogs.pick<Way>({
    title: titleOf(serviceUrl),
    canGoBack: false,
    placeHolder: vscode.l10n.t("How do you want to sign in?"),
    lines: [
      { icon: "link-external", label: vscode.l10n.t("In the Browser"), value: "browser" },
      {
        icon: "key",
        label: vscode.l10n.t("Paste a Personal Token"),
        description: vscode.l10n.t("from whoever runs the service"),
        value: "token",
      },
    ],
  });
  return answer?.kind === "chosen" ? answer.value : undefined;
}

async function pasteToken(deps: SignInDeps, serviceUrl: string): Promise<Account | undefined> {
  for (let problem = ""; ; ) {
    const answer = await deps.dialogs.text({
      title: titleOf(serviceUrl),
      canGoBack: false,
      prompt:
        problem || vscode.l10n.t("It is kept in the secret storage of this machine. Signing out revokes it."),
      placeHolder: "ocs_pat_…",
      value: "",
      isSecret: true,
      validate: (text) =>
        isPersonalToken(text) ? undefined : vscode.l10n.t("A personal token begins with “ocs_pat_”."),
    });
    if (answer?.kind !== "chosen") return undefined;
    try {
      return await signInWithToken(serviceUrl, answer.value.trim(), clientWith(serviceUrl));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "unauthorized") throw error;
      problem = error.message;
    }
  }
}

/** Shows the code until the sign-in is allowed in the browser, or given up here. */
function signInInBrowser(deps: SignInDeps, serviceUrl: string): Thenable<Account | undefined> {
  return showProgress(titleOf(serviceUrl), async (report, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    const show = async ({ code, signInUrl }: StartDeviceResponse) => {
      report({ message: vscode.l10n.t("Allow it in the browser if the code shown there is {0}.", code) });
      if (!(await deps.dialogs.openExternal(signInUrl))) await offerAddress(deps, signInUrl);
    };
    const label = vscode.l10n.t("{0} on {1}", vscode.env.appName, hostname()).slice(0, LONGEST_LABEL);
    const device = { serviceUrl, clientWith: clientWith(serviceUrl), label, show };
    return signInByDevice(device, abort.signal).catch((error: unknown) => {
      if (abort.signal.aborted) return undefined;
      throw error;
    });
  });
}

/** For a machine that has no browser. */
async function offerAddress(deps: SignInDeps, address: string): Promise<void> {
  const copy = vscode.l10n.t("Copy Address");
  const message = vscode.l10n.t("The browser was not opened. The address can be opened on any machine.");
  void deps.dialogs.notify("information", message, copy).then(async (answer) => {
    if (answer === copy) await vscode.env.clipboard.writeText(address);
  });
}

const clientWith =
  (serviceUrl: string): ClientWith =>
  (token) =>
    new ServiceClient(serviceUrl, { token: () => token });

const titleOf = (serviceUrl: string) => vscode.l10n.t("Sign in to {0}", hostOf(serviceUrl));
