import * as vscode from "vscode";
import { ServiceError } from "../../../client/service-error.ts";
import { hostOf } from "../words/host-of.ts";
import { type SignInDeps, signIn } from "./sign-in.ts";

export type OfferSignInDeps = SignInDeps;

/** Asks to sign in, and does; true when somebody is signed in then. */
export async function offerSignIn(deps: OfferSignInDeps, serviceUrl: string, why: string): Promise<boolean> {
  const question = vscode.l10n.t("Sign in to {0}?", hostOf(serviceUrl));
  if (!(await deps.dialogs.confirm(question, [why], vscode.l10n.t("Sign In")))) return false;
  return (await signIn(deps, serviceUrl)) !== undefined;
}

/** Whether somebody is signed in where that is needed to share, now or after the question. */
export async function isSignedInToShare(deps: OfferSignInDeps, serviceUrl: string): Promise<boolean> {
  const { auth } = deps.policies.of(serviceUrl);
  // Where that is not known the service will say so.
  if (auth === "none" || auth === "unknown" || (await deps.signedIn.of(serviceUrl))) return true;
  return offerSignIn(
    deps,
    serviceUrl,
    vscode.l10n.t("This service needs to know who is sharing. You continue here afterwards."),
  );
}

/** Does something at a service; where that wants to know who asks, it is done again after a sign-in. */
export async function withSignIn<T>(
  deps: OfferSignInDeps,
  serviceUrl: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!needsSignIn(error) || !(await offerSignIn(deps, serviceUrl, error.message))) throw error;
    return work();
  }
}

/** Whether a sign-in may help. */
export function needsSignIn(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError)) return false;
  const { code, isOfService, status } = error;
  return code === "sign_in_required" || code === "unauthorized" || (isOfService && !code && status === 401);
}
