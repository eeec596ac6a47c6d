import * as vscode from "vscode";
import type { ShareOptions } from "../../../engine/options/share-options.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import { showProgress } from "../shown/messages.ts";
import { nameOf } from "../words/title-of.ts";

export interface UploadSessionDeps {
  readonly sharing: Sharing;
}

/** What to upload, where to, and how it is shared. */
export interface Upload {
  readonly session: SessionSummary;
  readonly serviceUrl: string;
  readonly options: ShareOptions;
}

/** Uploads behind a notification with a count; cancelling leaves nothing half-shared. */
export function uploadSession(
  deps: UploadSessionDeps,
  { session, serviceUrl, options }: Upload,
): Thenable<LocalShare> {
  return showProgress(vscode.l10n.t("Sharing “{0}”", nameOf(session)), (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let reported = 0;
    return deps.sharing.share(
      { session, serviceUrl, mode: options.mode, readers: options, expiry: options.expiry },
      ({ done, total }) => {
        const percent = total === 0 ? 100 : (done / total) * 100;
        report({ message: vscode.l10n.t("{0} of {1}", done, total), increment: percent - reported });
        reported = percent;
      },
      abort.signal,
    );
  });
}
