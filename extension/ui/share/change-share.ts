import * as vscode from "vscode";
import { longestDays } from "../../../engine/options/allowed-options.ts";
import { type Expiry, requestedEnd } from "../../../engine/options/expiry.ts";
import { readersOf } from "../../../engine/options/share-request.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { credentialsOf } from "../../../engine/services/credentials.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import type { ShareKind, UpdateShareRequest } from "../../../protocol/share.ts";
import type { ShareAccess } from "../../../protocol/share-info.ts";
import { showFailure } from "../editor/failure.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { withSignIn } from "../services/offer-sign-in.ts";
import type { StepAnswer, StepLine } from "../shown/ask-step.ts";
import {
  describeAudience,
  describeEndsAt,
  describeMode,
  describeViews,
  type PolicyOf,
} from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";
import { askExpiry } from "./ask-expiry.ts";
import { askPassword } from "./ask-password.ts";
import { askAudience } from "./ask-readers.ts";
import { askViews } from "./ask-views.ts";
import { changeKnownShare } from "./change-known-share.ts";
import { chooseShare } from "./choose-share.ts";
import { type OfferWaysOutDeps, offerWaysOut } from "./offer-ways-out.ts";
import { EXTENSION_DAYS, extendShare, type RemindOfEndDeps } from "./remind-of-end.ts";

export type ChangeShareDeps = RemindOfEndDeps & OfferWaysOutDeps;

type Action = "expiry" | "extend" | "audience" | "password" | "views" | "mode" | "copy" | "unshare";

/** What is to be changed, and what its service allows. */
interface Subject {
  readonly record: LocalShare;
  readonly of: PolicyOf;
  readonly frame: { readonly title: string; readonly canGoBack: true };
  /** Who may read it, as far as the service has said by now. */
  readonly known?: ShareAccess | undefined;
}

/** “Change Share”: another expiry or readership, live or snapshot, the link again, or no share any more. */
export async function showChangeShare(deps: ChangeShareDeps, shareId?: string): Promise<void> {
  const record = await chooseShare(deps, vscode.l10n.t("Which share do you want to change?"), shareId);
  if (!record) return;
  if (!(await credentialsOf(deps, record)))
    return offerWaysOut(deps, record, () => showChangeShare(deps, formatShareLink(record)));
  const { serviceUrl } = record;
  const of = { policy: await currentPolicy(deps, serviceUrl), host: hostOf(serviceUrl) };
  const title = vscode.l10n.t("Change Share “{0}”", nameOf(record));
  const subject: Subject = { record, of, frame: { title, canGoBack: true } };
  for (;;) {
    const placeHolder = vscode.l10n.t("What do you want to change?");
    const lines = linesOf(subject);
    // What is not known when a line is chosen is not waited for.
    let known: ShareAccess | undefined;
    const later = knownAccess(deps, record).then((access) => {
      known = access;
      return linesOf(subject, access);
    });
    const answer = await deps.dialogs.pick({ title, canGoBack: false, placeHolder, lines, later });
    if (answer?.kind !== "chosen") return;
    if ((await act(deps, { ...subject, known }, answer.value)) !== "back") return;
  }
}

/** @param access who may read it as the service says; undefined: it has not said */
function linesOf({ record, of }: Subject, access?: ShareAccess): readonly StepLine<Action>[] {
  const other = describeMode(otherMode(record));
  const audience = describeAudience(record.audience ?? "link");
  const days = Math.min(EXTENSION_DAYS, longestDays(of.policy));
  const extension: StepLine<Action> = {
    icon: "clock",
    label: days === 1 ? vscode.l10n.t("Extend 1 Day") : vscode.l10n.t("Extend {0} Days", days),
    value: "extend",
  };
  return [
    {
      icon: "calendar",
      label: vscode.l10n.t("Change How Long…"),
      description: describeEndsAt(record.expiresAt),
      value: "expiry",
    },
    ...(record.expiresAt === null ? [] : [extension]),
    ...(of.policy.auth === "none"
      ? []
      : [
          {
            icon: audience.icon,
            label: vscode.l10n.t("Change Who Can Read It…"),
            description: audience.name,
            value: "audience",
          } as const,
        ]),
    passwordLine(access),
    {
      icon: "eye",
      label: vscode.l10n.t("Change How Often It Can Be Opened…"),
      ...(access ? { description: describeViewsLeft(access) } : {}),
      value: "views",
    },
    {
      icon: other.icon,
      label: isSnapshot(record) ? vscode.l10n.t("Make It Live") : vscode.l10n.t("Make It a Snapshot"),
      description: describeCurrentMode(record),
      detail: other.meaning,
      value: "mode",
    },
    { icon: "link", label: vscode.l10n.t("Copy Link"), value: "copy" },
    { icon: "circle-slash", label: vscode.l10n.t("Unshare"), value: "unshare" },
  ];
}

function passwordLine(access: ShareAccess | undefined): StepLine<Action> {
  if (!access) return { icon: "key", label: vscode.l10n.t("Change the Password…"), value: "password" };
  return access.hasPassword
    ? {
        icon: "key",
        label: vscode.l10n.t("Change or Remove the Password…"),
        description: vscode.l10n.t("has a password"),
        value: "password",
      }
    : {
        icon: "unlock",
        label: vscode.l10n.t("Set a Password…"),
        description: vscode.l10n.t("has none"),
        value: "password",
      };
}

function describeViewsLeft({ maxViews, views }: ShareAccess): string {
  if (maxViews === null) return describeViews(null);
  return vscode.l10n.t("{0} of {1} openings used", Math.min(views, maxViews), maxViews);
}

/** Does what was chosen; `back`: the person wants to choose again. */
async function act(deps: ChangeShareDeps, subject: Subject, action: Action): Promise<"back" | undefined> {
  const { record } = subject;
  switch (action) {
    case "copy":
      await vscode.commands.executeCommand("opencode.copyShareLink", formatShareLink(record));
      return undefined;
    case "unshare":
      await vscode.commands.executeCommand("opencode.unshareSession", formatShareLink(record));
      return undefined;
    case "mode":
      await switchMode(deps, record);
      return undefined;
    case "extend":
      await extendShare(deps, record, Math.min(EXTENSION_DAYS, longestDays(subject.of.policy)));
      return undefined;
    case "expiry":
      return changeExpiry(deps, subject);
    case "audience":
      return changeAudience(deps, subject);
    case "password":
      return changePassword(deps, subject);
    case "views":
      return changeViews(deps, subject);
    default:
      return action satisfies never;
  }
}

function describeCurrentMode({ mode }: LocalShare): string {
  if (mode === "unknown") return vscode.l10n.t("Limited by the service");
  return mode === "snapshot" ? vscode.l10n.t("is a snapshot") : vscode.l10n.t("is live");
}

const isSnapshot = ({ mode }: LocalShare) => mode === "snapshot";
const otherMode = (record: LocalShare): ShareKind => (isSnapshot(record) ? "live" : "snapshot");

/** The expiry that a share has, as far as it can be chosen. */
function expiryOf({ expiresAt }: LocalShare): Expiry {
  return expiresAt === null ? { kind: "never" } : { kind: "date", at: expiresAt };
}

async function changeExpiry(
  deps: ChangeShareDeps,
  { record, of, frame }: Subject,
): Promise<"back" | undefined> {
  const answer = await askExpiry(deps.dialogs, frame, expiryOf(record), of);
  if (answer?.kind !== "chosen") return answer?.kind;
  await apply(deps, record, requestedEnd(answer.value), ({ expiresAt }) =>
    vscode.l10n.t("“{0}” is now shared {1}.", nameOf(record), describeEndsAt(expiresAt)),
  );
  return undefined;
}

/** A link that asks for a password by policy gets one in the same step. */
async function changeAudience(
  deps: ChangeShareDeps,
  { record, of, frame }: Subject,
): Promise<"back" | undefined> {
  const access = await accessOf(deps, record);
  const { audience: before = "link" } = record;
  const current = { audience: before === "unknown" ? undefined : before, ...access };
  const answer = await askAudience(deps.dialogs, frame, current, of);
  if (answer?.kind !== "chosen") return answer?.kind;
  const { audience } = answer.value;
  const needsPassword = audience === "link" && of.policy.linkNeedsPassword && !access?.hasPassword;
  const password: StepAnswer<string | null> = needsPassword
    ? await askPassword(deps.dialogs, frame, true, of.host)
    : { kind: "chosen", value: null };
  if (password?.kind !== "chosen") return password?.kind;
  const { people, groups } = readersOf(answer.value);
  const change = {
    audience,
    ...(people ? { people } : {}),
    ...(groups ? { groups } : {}),
    ...(password.value === null ? {} : { password: password.value }),
  };
  const { name } = describeAudience(audience);
  await apply(deps, record, change, () =>
    vscode.l10n.t("Who can read “{0}” now: {1}.", nameOf(record), name),
  );
  return undefined;
}

async function changePassword(
  deps: ChangeShareDeps,
  { record, of, frame, known }: Subject,
): Promise<"back" | undefined> {
  const isNeeded = of.policy.linkNeedsPassword && (record.audience ?? "link") === "link";
  const answer = await askPassword(deps.dialogs, frame, isNeeded, of.host, known?.hasPassword);
  if (answer?.kind !== "chosen") return answer?.kind;
  await apply(deps, record, { password: answer.value }, () =>
    answer.value === null
      ? vscode.l10n.t("“{0}” no longer has a password.", nameOf(record))
      : vscode.l10n.t("“{0}” has a new password. Whoever reads it is asked for it.", nameOf(record)),
  );
  return undefined;
}

/** The service counts from the first opening that was counted; a person from now on. */
async function changeViews(deps: ChangeShareDeps, { record, frame }: Subject): Promise<"back" | undefined> {
  const used = (await accessOf(deps, record))?.views ?? 0;
  const question = vscode.l10n.t("How often can it be opened from now on?");
  const answer = await askViews(deps.dialogs, frame, question);
  if (answer?.kind !== "chosen") return answer?.kind;
  const maxViews = answer.value === null ? null : used + answer.value;
  await apply(deps, record, { maxViews }, () => `“${nameOf(record)}”: ${describeViews(answer.value)}.`);
  return undefined;
}

/** Whom a share names; undefined when its service does not say, even after a sign-in. */
async function accessOf(deps: ChangeShareDeps, record: LocalShare): Promise<ShareAccess | undefined> {
  return withSignIn(deps, record.serviceUrl, () => askAccess(deps, record)).catch(() => undefined);
}

/** The same without asking for a sign-in. */
async function knownAccess(deps: ChangeShareDeps, record: LocalShare): Promise<ShareAccess | undefined> {
  return askAccess(deps, record).catch(() => undefined);
}

/** @throws ServiceError, ServiceUnreachableError */
async function askAccess(deps: ChangeShareDeps, record: LocalShare): Promise<ShareAccess | undefined> {
  const { shareId, serviceUrl } = record;
  const secret = await deps.registry.secretOf(record);
  return (await deps.clientOf(serviceUrl).info({ shareId, secret })).access;
}

async function switchMode(deps: ChangeShareDeps, record: LocalShare): Promise<void> {
  const mode = otherMode(record);
  await apply(deps, record, { mode }, () =>
    mode === "live"
      ? vscode.l10n.t("“{0}” is live: readers see what is added.", nameOf(record))
      : vscode.l10n.t("“{0}” is a snapshot: what is added stays here.", nameOf(record)),
  );
}

async function apply(
  deps: ChangeShareDeps,
  record: LocalShare,
  change: UpdateShareRequest,
  message: (changed: LocalShare) => string,
): Promise<void> {
  try {
    const changed = await changeKnownShare(deps, record, change);
    if (changed) void deps.dialogs.notify("information", message(changed));
  } catch (error) {
    await showFailure(deps, vscode.l10n.t("The share was not changed"), error, () =>
      apply(deps, record, change, message),
    );
  }
}
