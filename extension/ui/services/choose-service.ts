import * as vscode from "vscode";
import { OutdatedError } from "../../../client/service-error.ts";
import { parseServiceUrl } from "../../../protocol/links.ts";
import type { App } from "../app.ts";
import { describeOutdated } from "../words/describe-outdated.ts";

/** The service to share through: the setting, or asked for once. Undefined when the user gives up. */
export async function chooseService(app: App): Promise<string | undefined> {
  return app.settings.serviceUrl() ?? askForService(app);
}

/** “Choose Sharing Service”: asks for a service, also when one is chosen already. */
export async function askForService(app: App): Promise<string | undefined> {
  const answer = await app.dialogs.askServiceUrl((text) => whyNotService(app, text));
  const serviceUrl = answer && parseServiceUrl(answer);
  if (!serviceUrl) return undefined;
  await app.settings.setServiceUrl(serviceUrl);
  return serviceUrl;
}

/** What is wrong with an address, or undefined when an opencode-share service answers there. */
async function whyNotService(app: App, text: string): Promise<string | undefined> {
  const serviceUrl = parseServiceUrl(text);
  if (!serviceUrl) return vscode.l10n.t("An address starts with https:// or http://.");
  return app
    .clientOf(serviceUrl)
    .health()
    .then(
      () => undefined,
      (error: unknown) =>
        error instanceof OutdatedError
          ? describeOutdated(error)
          : vscode.l10n.t("No opencode-share service answers at this address."),
    );
}
