import * as vscode from "vscode";
import type { ServiceClient } from "../../../client/service-client.ts";
import { OutdatedError } from "../../../client/service-error.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import { readServiceAddress } from "../../../protocol/pasted-link.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { Settings } from "../editor/settings.ts";
import { describeOutdated } from "../words/describe-outdated.ts";

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
  const serviceUrl = answer && readServiceAddress(answer);
  if (!serviceUrl) return undefined;
  await deps.settings.setServiceUrl(serviceUrl);
  return serviceUrl;
}

/** What is wrong with an address, or undefined when an opencode-share service answers there. */
async function whyNotService(deps: ChooseServiceDeps, text: string): Promise<string | undefined> {
  const serviceUrl = readServiceAddress(text);
  if (!serviceUrl) return vscode.l10n.t("This is no address. One looks like share.acme.example.");
  return deps
    .clientOf(serviceUrl)
    .health()
    .then(
      () => undefined,
      (error: unknown) =>
        error instanceof OutdatedError
          ? describeOutdated(error)
          : vscode.l10n.t("No opencode-share service answers here. {0}", messageOf(error)),
    );
}
