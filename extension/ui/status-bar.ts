import * as vscode from "vscode";
import type { ModeReading } from "../../engine/mode/read-mode.ts";
import type { ActiveShare, Sharing } from "../../engine/sharing/sharing.ts";
import { whyDisabled } from "./mode/refuse-by-mode.ts";
import type { WindowMode } from "./mode/window-mode.ts";
import { type StatusLook, statusItem } from "./shown/status-item.ts";
import { describePause } from "./words/describe-lost-secret.ts";
import { describeAudience, describeEnding } from "./words/describe-share.ts";
import { hostOf } from "./words/host-of.ts";
import { nameOf } from "./words/title-of.ts";

export interface StatusBarDeps {
  readonly hasStorage: () => Promise<boolean>;
  readonly mode: WindowMode;
  readonly sharing: Sharing;
}

/** The share indicator: whether something of this workspace is shared, and how its sync stands. */
export function statusBar(deps: StatusBarDeps): vscode.Disposable {
  const item = statusItem("opencode.share", "OpenCode Share", 10, "opencode.showShareMenu");
  const render = () => item.look(withMode(indicator(deps.sharing.list()), deps.mode.current));
  void deps.hasStorage().then((found) => {
    if (found) item.show();
  });
  const subscription = deps.sharing.onDidChange(() => {
    render();
    if (deps.sharing.list().length > 0) item.show();
  });
  const modes = deps.mode.onDidUpdate(render);
  render();
  return vscode.Disposable.from(item, subscription, modes);
}

const idle = (): StatusLook => ({
  icon: "broadcast",
  text: vscode.l10n.t("Share"),
  tooltip: vscode.l10n.t("Share an opencode session."),
  warn: false,
});

const isIdle = ({ text }: StatusLook) => text === idle().text;

/** Adds what the mode has to say: that new sessions are shared automatically, or that nothing is. */
export function withMode(shown: StatusLook, mode: ModeReading | undefined): StatusLook {
  if (mode?.mode === "disabled")
    return isIdle(shown)
      ? { ...shown, icon: "circle-slash", text: vscode.l10n.t("Sharing off"), tooltip: whyDisabled(mode) }
      : { ...shown, tooltip: `${shown.tooltip} ${whyDisabled(mode)}` };
  if (mode?.mode !== "auto") return shown;
  const tooltip = `${shown.tooltip} ${vscode.l10n.t("Mode auto: new sessions are shared automatically.")}`;
  return {
    ...shown,
    text: isIdle(shown) ? vscode.l10n.t("Auto") : shown.text,
    tooltip,
  };
}

/** What the indicator says; the share that needs attention speaks first. */
export function indicator(shares: readonly ActiveShare[]): StatusLook {
  const paused = shares.find(({ status }) => status.phase === "paused");
  if (paused?.status.phase === "paused")
    return {
      icon: "warning",
      text: vscode.l10n.t("Share paused"),
      tooltip: vscode.l10n.t("Sharing is paused: {0}", describePause(paused.record, paused.status)),
      warn: true,
    };
  const ended = shares.find(({ status }) => status.phase === "ended");
  if (ended?.status.phase === "ended")
    return {
      icon: "warning",
      text: vscode.l10n.t("Share ended"),
      tooltip: vscode.l10n.t(
        "The service refuses a share: {0}",
        describeEnding(ended.status, hostOf(ended.record.serviceUrl)),
      ),
      warn: true,
    };
  if (shares.some(({ status }) => status.phase === "syncing"))
    return {
      icon: "sync~spin",
      text: vscode.l10n.t("Sharing"),
      tooltip: vscode.l10n.t("The shared session is being updated."),
      warn: false,
    };
  if (shares.length === 0) return idle();
  const text = shares.length === 1 ? vscode.l10n.t("Shared") : vscode.l10n.t("Shared ({0})", shares.length);
  return { icon: "broadcast", text, tooltip: upToDate(shares), warn: false };
}

function upToDate(shares: readonly ActiveShare[]): string {
  const [only] = shares;
  const isElsewhere = shares.some((share) => share.isElsewhere);
  if (shares.length > 1 || !only)
    return withReaders(
      isElsewhere
        ? vscode.l10n.t("{0} sessions are shared and up to date (synced by another window).", shares.length)
        : vscode.l10n.t("{0} sessions are shared and up to date.", shares.length),
      shares,
    );
  const name = nameOf(only.record);
  return withReaders(
    isElsewhere
      ? vscode.l10n.t("“{0}” is shared and up to date (synced by another window).", name)
      : vscode.l10n.t("“{0}” is shared and up to date.", name),
    shares,
  );
}

/** Says who may read; several readerships are all named. */
function withReaders(text: string, shares: readonly ActiveShare[]): string {
  const audiences = new Set(shares.map(({ record }) => record.audience ?? "link"));
  const names = [...audiences].map((audience) => describeAudience(audience).name);
  return `${text} ${vscode.l10n.t("Readers: {0}.", names.join(", "))}`;
}
