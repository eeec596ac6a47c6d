import * as vscode from "vscode";
import type { OutdatedError } from "../../../client/service-error.ts";
import { hostOf } from "./host-of.ts";

/** What has to be updated before this extension and a service understand each other. */
export function describeOutdated({ side, serviceUrl }: OutdatedError): string {
  const host = hostOf(serviceUrl);
  return side === "client"
    ? vscode.l10n.t("OpenCode Share is too old for {0}: update the extension.", host)
    : vscode.l10n.t(
        "{0} is too old for this version of OpenCode Share: ask whoever runs it to update the service.",
        host,
      );
}
