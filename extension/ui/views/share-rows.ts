import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import { mergeShares, type RemoteShares } from "../../../engine/services/remote-shares.ts";
import type { ServicePolicies } from "../../../engine/services/service-policies.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import type { SyncStatus } from "../../../engine/sync/sync-status.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import type { Settings } from "../editor/settings.ts";
import { whyDisabled } from "../mode/refuse-by-mode.ts";
import type { WindowMode } from "../mode/window-mode.ts";
import { describePause } from "../words/describe-lost-secret.ts";
import { hostOf } from "../words/host-of.ts";
import { noticeRow } from "./notice-row.ts";
import { icon } from "./row-text.ts";
import type { Row } from "./rows-tree.ts";
import type { ShareFacts } from "./share-facts.ts";
import { shareRow } from "./share-row.ts";

export interface ShareRowsDeps {
  readonly registry: ShareRegistry;
  readonly sharing: Sharing;
  readonly mode: WindowMode;
  readonly remote: RemoteShares;
  readonly settings: Settings;
  readonly policies: ServicePolicies;
  readonly isSignedIn: (serviceUrl: string) => Promise<boolean>;
  readonly facts: ShareFacts;
  /** Whether the storage still has a session; undefined while that is not known. */
  readonly hasSession: (sessionId: string) => boolean | undefined;
}

/** Up to how many shares show their details at once. */
const MOST_OPEN = 5;

/** The rows of “Shares”: every share of this computer, and of the signed-in person from any other, the newest first. */
export async function shareRows(deps: ShareRowsDeps): Promise<readonly Row[]> {
  const { registry, sharing, remote, facts, mode, hasSession } = deps;
  await registry.load();
  const active = new Map(sharing.list().map(({ record, status }) => [formatShareLink(record), status]));
  const shares = mergeShares(registry.list(), remote.list());
  const modes = await mode.of(registry.list().map(({ directory }) => directory));
  const rows = [...shares]
    .sort((a, b) => b.record.createdAt - a.record.createdAt)
    .map(({ record, isFromElsewhere }) => {
      const status = active.get(formatShareLink(record));
      return shareRow({
        record,
        fact: facts.get(record),
        pausedBy: whyPaused(record, status, modes.get(record.directory)),
        isFromElsewhere,
        isSessionGone: !isFromElsewhere && hasSession(record.sessionId) === false,
        isOpen: shares.length <= MOST_OPEN,
      });
    });
  return [...(await signInRow(deps)), ...rows];
}

/** What is disabled is not even kept, so it has no status. */
function whyPaused(
  record: LocalShare,
  status: SyncStatus | undefined,
  mode: ModeReading | undefined,
): string | undefined {
  if (mode?.mode === "disabled") return whyDisabled(mode);
  // Where nobody is signed in either, that is a fact and comes first.
  return status?.phase === "paused" ? describePause(record, status, true) : undefined;
}

/** Where the chosen service knows people and nobody is signed in: the way to what was shared elsewhere. */
async function signInRow({ settings, policies, isSignedIn }: ShareRowsDeps): Promise<readonly Row[]> {
  const serviceUrl = settings.serviceUrl();
  const { auth = "unknown" } = (serviceUrl && policies.heard(serviceUrl)) || {};
  if (!serviceUrl || auth === "none" || auth === "unknown" || (await isSignedIn(serviceUrl))) return [];
  const notice = noticeRow({
    id: "signIn",
    label: vscode.l10n.t("Sign in to {0}", hostOf(serviceUrl)),
    detail: vscode.l10n.t("to see what you share from other machines"),
    icon: icon("account"),
    command: { command: "opencode.signIn", title: vscode.l10n.t("Sign In") },
  });
  return [notice];
}
