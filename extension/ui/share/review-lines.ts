import * as vscode from "vscode";
import type { ShareOptions } from "../../../engine/options/share-options.ts";
import type { Move, ShareStep } from "../../../engine/options/share-steps.ts";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import type { SeenPolicy } from "../../../protocol/seen.ts";
import type { StepLine } from "../shown/ask-step.ts";
import {
  describeAudience,
  describeEnd,
  describeMode,
  describeViews,
  nameExpiry,
  whyNoAudience,
} from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";
import type { SessionCount } from "./count-session.ts";

/** What the review shows. */
export interface ReviewFacts {
  readonly session: SessionSummary;
  readonly serviceUrl: string;
  readonly policy: SeenPolicy;
  readonly options: ShareOptions;
  readonly count: Promise<SessionCount | undefined>;
}

/** The review as lines: sharing first, then what leaves and where to, then each answer, which leads to its step. */
export function reviewLines(
  { session, serviceUrl, policy, options }: Omit<ReviewFacts, "count">,
  count: SessionCount | undefined,
  steps: ReadonlySet<ShareStep>,
): readonly StepLine<Move>[] {
  const audience = describeAudience(options.audience);
  const { people = [], groups = [], password, maxViews = null } = options;
  const names = options.audience === "people" ? { detail: [...people, ...groups].join(", ") } : {};
  const readers = { icon: audience.icon, label: audience.name, ...names };
  const why = whyNoAudience({ policy, host: hostOf(serviceUrl) });
  const mode = describeMode(options.mode);
  const revise = (step: ShareStep) => (steps.has(step) ? { value: { kind: "revise", step } as const } : {});
  return [
    {
      icon: "live-share",
      label: vscode.l10n.t("Share"),
      description: vscode.l10n.t("and copy the link"),
      value: { kind: "share" },
    },
    { heading: vscode.l10n.t("what leaves this computer, and where to") },
    {
      icon: "comment-discussion",
      label: nameOf(session),
      // On a line of its own, where no title pushes it out of sight.
      detail: count ? describeCount(count) : vscode.l10n.t("is being counted …"),
    },
    {
      icon: "cloud-upload",
      label: vscode.l10n.t("Every prompt, answer, tool call and tool output"),
      ...(options.mode === "live" ? { description: vscode.l10n.t("and all that is added") } : {}),
    },
    { icon: "server", label: serviceUrl, description: vscode.l10n.t("keeps it as long as it is shared") },
    ...(steps.has("audience") ? [] : [{ ...readers, description: why }]),
    { heading: vscode.l10n.t("choose a line to change it") },
    ...(steps.has("audience") ? [{ ...readers, ...revise("audience") }] : []),
    ...(options.audience === "me" ? [] : [passwordLine(password), viewsLine(maxViews)]),
    {
      icon: "calendar",
      label: nameExpiry(options.expiry),
      ...(options.expiry.kind === "days" ? { description: describeEnd(options.expiry, Date.now()) } : {}),
      ...revise("expiry"),
    },
    { icon: mode.icon, label: mode.name, detail: mode.meaning, ...revise("mode") },
  ];
}

function passwordLine(password: string | undefined): StepLine<Move> {
  const look =
    password === undefined
      ? { icon: "unlock", label: vscode.l10n.t("No password") }
      : { icon: "key", label: vscode.l10n.t("With a password") };
  return { ...look, value: { kind: "revise", step: "password" } };
}

function viewsLine(maxViews: number | null): StepLine<Move> {
  return { icon: "eye", label: describeViews(maxViews), value: { kind: "revise", step: "views" } };
}

function describeCount({ messages, parts, subSessions }: SessionCount): string {
  const size = [
    messages === 1 ? vscode.l10n.t("1 message") : vscode.l10n.t("{0} messages", messages),
    parts === 1 ? vscode.l10n.t("1 part") : vscode.l10n.t("{0} parts", parts),
  ];
  if (subSessions === 1) size.push(vscode.l10n.t("1 sub-agent session"));
  if (subSessions > 1) size.push(vscode.l10n.t("{0} sub-agent sessions", subSessions));
  return size.join(", ");
}
