import * as vscode from "vscode";
import type { ServiceClient } from "../../../client/service-client.ts";
import { ServiceError } from "../../../client/service-error.ts";
import type { ShareLocation } from "../../../protocol/links.ts";
import { type OfferSignInDeps, offerSignIn } from "../services/offer-sign-in.ts";
import { hostOf } from "../words/host-of.ts";

export interface MeetRequirementDeps extends OfferSignInDeps {
  readonly clientOf: (serviceUrl: string) => ServiceClient;
}

/** What a person has to do before a share can be read. */
export const accessRequirements = [
  "sign_in_required",
  "unauthorized",
  "password_required",
  "open_required",
] as const;
export type AccessRequirement = (typeof accessRequirements)[number];

/** The requirement that a service's refusal names; undefined: it is final. */
export const accessRequirementOf = (code: string | undefined): AccessRequirement | undefined =>
  accessRequirements.find((it) => it === code);

/**
 * Meets a requirement: signs in, asks for the password, or asks whether to open now. True: try again.
 * @param message the service's own words
 * @param password one that was given elsewhere already
 */
export async function meetRequirement(
  deps: MeetRequirementDeps,
  { serviceUrl, shareId }: ShareLocation,
  requirement: AccessRequirement,
  message: string,
  password?: string,
): Promise<boolean> {
  const open = (given?: string) => deps.clientOf(serviceUrl).open(shareId, given);
  switch (requirement) {
    case "sign_in_required":
    case "unauthorized":
      return offerSignIn(deps, serviceUrl, message);
    case "password_required":
      return askPassword(deps, serviceUrl, open, password);
    case "open_required":
      if (
        !(await deps.dialogs.confirm(
          vscode.l10n.t("Open the session now?"),
          [message],
          vscode.l10n.t("Open"),
        ))
      )
        return false;
      await open();
      return true;
    default:
      return requirement satisfies never;
  }
}

/** Reads something of a share, meeting as many requirements as there are. Undefined: the person has given up. */
export async function readMeetingRequirements<T>(
  deps: MeetRequirementDeps,
  location: ShareLocation,
  read: () => Promise<T>,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const requirement = error instanceof ServiceError ? accessRequirementOf(error.code) : undefined;
      if (!requirement || !(error instanceof ServiceError)) throw error;
      if (!(await meetRequirement(deps, location, requirement, error.message))) return undefined;
    }
  }
}

async function askPassword(
  deps: MeetRequirementDeps,
  serviceUrl: string,
  open: (password: string) => Promise<unknown>,
  given: string | undefined,
): Promise<boolean> {
  let password = given;
  let wrong: string | undefined;
  for (;;) {
    password ??= await askText(deps, serviceUrl, wrong);
    if (password === undefined) return false;
    try {
      await open(password);
      return true;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "password_required") throw error;
      wrong = vscode.l10n.t("This is not the password. Check it and try again.");
      password = undefined;
    }
  }
}

async function askText(
  deps: MeetRequirementDeps,
  serviceUrl: string,
  wrong: string | undefined,
): Promise<string | undefined> {
  const answer = await deps.dialogs.text({
    title: vscode.l10n.t("Open a session from {0}", hostOf(serviceUrl)),
    canGoBack: false,
    prompt: wrong ?? vscode.l10n.t("This session has a password. Ask its owner for it."),
    placeHolder: vscode.l10n.t("Password"),
    value: "",
    isSecret: true,
    validate: (text) => (text ? undefined : vscode.l10n.t("Enter the password.")),
  });
  return answer?.kind === "chosen" ? answer.value : undefined;
}
