import * as vscode from "vscode";
import type { SeenAudience, SeenInfo as ShareInfo } from "../../../protocol/seen.ts";
import type { Reader } from "../../../protocol/share-info.ts";
import { plainText } from "../shown/plain-text.ts";
import { treeItem } from "../shown/tree-item.ts";
import { describeError } from "../words/describe-error.ts";
import { describeLostSecret } from "../words/describe-lost-secret.ts";
import { audienceIcon, describeAudience, describeEnding } from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { when } from "../words/when.ts";
import { icon, warningIcon } from "./row-text.ts";
import type { Row, RowTarget } from "./rows-tree.ts";
import type { ShareState } from "./share-state.ts";

/** What stands below a share: what is wrong with it, when it ends, who looks at it. */
export function shareDetails(state: ShareState, target: RowTarget, now: number): readonly Row[] {
  const { record, fact, isSessionGone } = state;
  const info = fact?.kind === "known" ? fact.info : undefined;
  const problem = problemOf(state);
  const canBeChanged = fact?.kind !== "secretLost";
  const isOver = fact?.kind === "ended" || (record.phase === "ending" && canBeChanged);
  const detail = (
    name: string,
    label: string,
    iconPath: vscode.ThemeIcon,
    more: readonly string[] = [label],
    spoken = label,
  ): Row => {
    const context = canBeChanged ? `detail.${name}` : undefined;
    const item = treeItem({ id: `${target.link}/${name}`, label, icon: iconPath, context, spoken });
    return { item, target, tooltip: () => more };
  };
  /** A name alone says nothing to who does not see the icon. */
  const readableRow = () => {
    const who = readable(state);
    const said = vscode.l10n.t("{0}, allowed to read", who);
    return detail("audience", who, icon(audienceIcon(audienceOf(state))), [who], said);
  };
  return [
    problem === undefined ? undefined : detail("problem", problem, warningIcon()),
    isOver ? undefined : detail("expiry", expiry(state, now), icon("calendar")),
    isOver ? undefined : readableRow(),
    info && detail("viewers", viewers(info, now), icon("eye")),
    info && info.readers.length > 0
      ? detail("readers", readers(info), icon("account"), whoAndWhen(info, now))
      : undefined,
    isSessionGone
      ? detail("sessionGone", vscode.l10n.t("The session is gone from this computer"), icon("question"))
      : undefined,
  ].filter((row) => row !== undefined);
}

/** Who may read a share, as its service says it now. */
export const audienceOf = ({ record, fact }: Pick<ShareState, "record" | "fact">): SeenAudience =>
  (fact?.kind === "known" ? fact.info.share.audience : record.audience) ?? "link";

/** Who may read, with names and whether a password is needed, as far as that is known. */
function readable(state: ShareState): string {
  const audience = audienceOf(state);
  const access = state.fact?.kind === "known" ? state.fact.info.access : undefined;
  const names = audience === "people" && access ? [...access.people, ...access.groups] : [];
  const who = names.length > 0 ? plainText(names.join(", ")) : describeAudience(audience).name;
  return access?.hasPassword ? vscode.l10n.t("{0}, with a password", who) : who;
}

/** How many readers are named in a row; the tooltip names all. */
const MOST_NAMED = 3;
/** Longest name in such a row, UTF-16 units. */
const LONGEST_READER = 100;

function readers({ readers: all }: ShareInfo): string {
  const names = all.slice(0, MOST_NAMED).map(nameOfReader).join(", ");
  const others = all.length - MOST_NAMED;
  if (others <= 0) return vscode.l10n.t("Read by {0}", names);
  return others === 1
    ? vscode.l10n.t("Read by {0} and 1 other", names)
    : vscode.l10n.t("Read by {0} and {1} others", names, others);
}

const nameOfReader = ({ name, id }: Reader) => plainText(name ?? id, LONGEST_READER);

function whoAndWhen({ readers: all }: ShareInfo, now: number): readonly string[] {
  return all.map((reader) => `${nameOfReader(reader)}: ${when(reader.lastAt, now)}`);
}

function problemOf({ record, fact, pausedBy }: ShareState): string | undefined {
  const host = hostOf(record.serviceUrl);
  if (record.phase === "ending" && fact?.kind !== "secretLost")
    return vscode.l10n.t("Will be deleted as soon as {0} can be reached", host);
  switch (fact?.kind) {
    case "ended":
      return describeEnding(fact, host);
    case "unreachable":
      return describeError(fact.error);
    case "secretLost":
      return describeLostSecret(record, false);
    default:
      return pausedBy;
  }
}

function expiry({ record, fact }: ShareState, now: number): string {
  const expiresAt = fact?.kind === "known" ? fact.info.share.expiresAt : record.expiresAt;
  if (expiresAt === null) return vscode.l10n.t("Never ends by itself");
  return expiresAt > now
    ? vscode.l10n.t("Ends {0}", when(expiresAt, now))
    : vscode.l10n.t("Ended {0}", when(expiresAt, now));
}

function viewers({ viewers: count, opens, lastOpenedAt }: ShareInfo, now: number): string {
  if (count === 1) return vscode.l10n.t("1 viewer now");
  if (count > 1) return vscode.l10n.t("{0} viewers now", count);
  if (lastOpenedAt === null) return vscode.l10n.t("Nobody has opened it yet");
  return opens === 1
    ? vscode.l10n.t("Opened once, {0}", when(lastOpenedAt, now))
    : vscode.l10n.t("Opened {0} times, last {1}", opens, when(lastOpenedAt, now));
}
