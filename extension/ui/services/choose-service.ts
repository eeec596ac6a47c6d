import * as vscode from "vscode";
import type { ServiceClient } from "../../../client/service-client.ts";
import { OutdatedError, ServiceUnreachableError } from "../../../client/service-error.ts";
import { readServiceAddress } from "../../../protocol/pasted-link.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { Settings } from "../editor/settings.ts";
import { describeError } from "../words/describe-error.ts";

export interface ChooseServiceDeps {
  readonly dialogs: Dialogs;
  readonly settings: Settings;
  readonly clientOf: (serviceUrl: string) => ServiceClient;
}

/** The service to share through: the setting, or asked for once. Undefined when the user gives up. */
export async function chooseService(deps: ChooseServiceDeps): Promise<string | undefined> {
  return deps.settings.serviceUrl() ?? askForService(deps);
}

/** “Choose Sharing Service”: asks for a service, also when one is chosen already. */
export async function askForService(deps: ChooseServiceDeps): Promise<string | undefined> {
  const answer = await deps.dialogs.askServiceUrl((text) => whyNotService(deps, text));
  const asked = answer && readServiceAddress(answer);
  const serviceUrl = asked && (await whereItIs(deps, asked));
  if (!serviceUrl) return undefined;
  await deps.settings.setServiceUrl(serviceUrl);
  return serviceUrl;
}

/** The address itself, or the one that it leads to, if the person agrees; undefined when they do not. */
async function whereItIs(deps: ChooseServiceDeps, asked: string): Promise<string | undefined> {
  const found = await findService(deps, asked);
  if ("error" in found || found.serviceUrl === asked) return asked;
  const agreed = await deps.dialogs.confirm(
    vscode.l10n.t("Use {0}?", found.serviceUrl),
    [
      vscode.l10n.t("{0} names this service.", asked),
      vscode.l10n.t("Sessions that you share will go to that address."),
    ],
    vscode.l10n.t("Use This Address"),
  );
  return agreed ? found.serviceUrl : undefined;
}

/** Where a service answers: at an address, or where that one says that it has moved to. */
async function findService(
  deps: ChooseServiceDeps,
  asked: string,
): Promise<{ readonly serviceUrl: string } | { readonly error: unknown }> {
  const error = await failureAt(deps, asked);
  if (error === undefined) return { serviceUrl: asked };
  const isMoved = error instanceof ServiceUnreachableError && error.problem.kind === "moved";
  const to = isMoved ? readServiceAddress(error.problem.to) : undefined;
  return to !== undefined && (await failureAt(deps, to)) === undefined ? { serviceUrl: to } : { error };
}

const failureAt = ({ clientOf }: ChooseServiceDeps, serviceUrl: string): Promise<unknown> =>
  clientOf(serviceUrl)
    .health()
    .then(
      () => undefined,
      (error: unknown) => error,
    );

/** What is wrong with an address, or undefined when an opencode-share service answers there, or where it leads to. */
async function whyNotService(deps: ChooseServiceDeps, text: string): Promise<string | undefined> {
  const serviceUrl = readServiceAddress(text);
  if (!serviceUrl) return vscode.l10n.t("This is not an address. One looks like share.acme.example.");
  const found = await findService(deps, serviceUrl);
  if (!("error" in found)) return undefined;
  return found.error instanceof OutdatedError
    ? describeError(found.error)
    : vscode.l10n.t("No opencode-share service answers here. {0}", describeError(found.error));
}
