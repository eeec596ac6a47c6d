import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { missingAnswer } from "../../../engine/options/allowed-options.ts";
import type { ShareOptions } from "../../../engine/options/share-options.ts";
import {
  advance,
  type DialogPosition,
  firstPosition,
  type Move,
  type ShareStep,
  shareSteps,
} from "../../../engine/options/share-steps.ts";
import type { SessionSource, SessionSummary } from "../../../engine/sources/session-source.ts";
import type { SeenPolicy } from "../../../protocol/seen.ts";
import { shareKindSchema } from "../../../protocol/share.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { StepAnswer, StepFrame } from "../shown/ask-step.ts";
import { describeAudience, describeExpiry, describeMode, type PolicyOf } from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";
import { askExpiry } from "./ask-expiry.ts";
import { askPassword } from "./ask-password.ts";
import { askAudience } from "./ask-readers.ts";
import { askViews } from "./ask-views.ts";
import { countSession } from "./count-session.ts";
import { type ReviewFacts, reviewLines } from "./review-lines.ts";

export interface ShareDialogDeps {
  readonly dialogs: Dialogs;
  readonly source: SessionSource;
}

/** What is to be shared, and through which service. */
export interface ShareSubject {
  readonly session: SessionSummary;
  readonly serviceUrl: string;
  readonly policy: SeenPolicy;
  /** There is a question before the dialog, to which it can lead back. */
  readonly canGoBack: boolean;
}

/** The options to share with, and whether the person has seen all of them, and what leaves, in the review. */
export interface ShareDecision {
  readonly options: ShareOptions;
  readonly isReviewed: boolean;
}

/** How long the review waits for the count of a large session, ms. */
const COUNT_MS = 300;

/**
 * Asks how to share a session: at once with the last answers, or step by step. Where an answer is missing, only the
 * latter. Nothing is shared meanwhile.
 */
export async function askHowToShare(
  deps: ShareDialogDeps,
  subject: ShareSubject,
  defaults: ShareOptions,
): Promise<StepAnswer<ShareDecision>> {
  if (missingAnswer(defaults, subject.policy)) return askStepByStep(deps, subject, defaults);
  for (;;) {
    const answer = await deps.dialogs.pick<"now" | "choose">({
      title: titleOf(subject),
      canGoBack: subject.canGoBack,
      placeHolder: vscode.l10n.t("How should it be shared?"),
      lines: [
        {
          icon: "zap",
          label: vscode.l10n.t(
            "Share now — {0}, {1}",
            describeExpiry(defaults.expiry),
            describeMode(defaults.mode).short,
          ),
          detail: `${describeAudience(defaults.audience).name} · ${hostOf(subject.serviceUrl)}`,
          value: "now",
        },
        {
          icon: "settings",
          label: shareSteps(subject.policy, defaults).includes("audience")
            ? vscode.l10n.t("Choose who, how long, live or snapshot…")
            : vscode.l10n.t("Choose how long, live or snapshot…"),
          value: "choose",
        },
      ],
    });
    if (answer?.kind !== "chosen") return answer;
    if (answer.value === "now") return { kind: "chosen", value: { options: defaults, isReviewed: false } };
    const chosen = await askStepByStep(deps, subject, defaults);
    if (chosen?.kind !== "back") return chosen;
  }
}

async function askStepByStep(
  deps: ShareDialogDeps,
  subject: ShareSubject,
  defaults: ShareOptions,
): Promise<StepAnswer<ShareDecision>> {
  const facts = { ...subject, count: countSession(deps.source, subject.session.id) };
  let place = firstPosition(subject.policy, defaults);
  for (;;) {
    const answer = await askAt(deps, facts, place);
    if (!answer) return undefined;
    const outcome = advance(subject.policy, place, answer.kind === "back" ? answer : answer.value);
    if (outcome.kind === "back") return outcome;
    if (outcome.kind === "share")
      return { kind: "chosen", value: { options: outcome.options, isReviewed: true } };
    place = outcome.place;
  }
}

type Facts = ShareSubject & Pick<ReviewFacts, "count">;

function askAt(
  deps: ShareDialogDeps,
  facts: Facts,
  { step, options }: DialogPosition,
): Promise<StepAnswer<Move>> {
  const { dialogs } = deps;
  const steps = shareSteps(facts.policy, options);
  const at = steps.indexOf(step);
  const count = at < 0 ? undefined : { step: at + 1, of: steps.length };
  const frame = { title: titleOf(facts), count, canGoBack: true };
  const of: PolicyOf = { policy: facts.policy, host: hostOf(facts.serviceUrl) };
  switch (step) {
    case "audience":
      return toMove(askAudience(dialogs, frame, options, of), (readers) => readers);
    case "password": {
      const isNeeded = steps.includes("password");
      return toMove(askPassword(dialogs, frame, isNeeded, of.host), (password) => ({
        password: password ?? undefined,
      }));
    }
    case "expiry":
      return toMove(askExpiry(dialogs, frame, options.expiry, of), (expiry) => ({ expiry }));
    case "mode":
      return askMode(deps, frame, options);
    case "views": {
      const question = vscode.l10n.t("How often can it be opened?");
      return toMove(askViews(dialogs, frame, question, options.maxViews ?? null), (views) => ({
        maxViews: views ?? undefined,
      }));
    }
    case "review":
      return askReview(deps, frame, { ...facts, options }, steps);
    default:
      return step satisfies never;
  }
}

function askMode(deps: ShareDialogDeps, frame: StepFrame, { mode }: ShareOptions): Promise<StepAnswer<Move>> {
  const answer = deps.dialogs.pick({
    ...frame,
    placeHolder: vscode.l10n.t("Live or snapshot?"),
    lines: shareKindSchema.options.map((value) => {
      const { icon, name: label, meaning } = describeMode(value);
      return { icon, label, detail: meaning, value };
    }),
    isActive: (value) => value === mode,
  });
  return toMove(answer, (value) => ({ mode: value }));
}

/** Shows the count at once when it is there, so that lines do not move under the hand. */
async function askReview(
  deps: ShareDialogDeps,
  frame: StepFrame,
  facts: ReviewFacts,
  all: readonly ShareStep[],
): Promise<StepAnswer<Move>> {
  const steps = new Set(all);
  const known = await Promise.race([facts.count.then((count) => ({ count })), delay(COUNT_MS)]);
  return deps.dialogs.pick<Move>({
    ...frame,
    placeHolder: vscode.l10n.t("Does everything look right?"),
    lines: reviewLines(facts, known?.count, steps),
    ...(known ? {} : { later: facts.count.then((count) => reviewLines(facts, count, steps)) }),
  });
}

async function toMove<T>(
  asking: Promise<StepAnswer<T>>,
  changes: (value: T) => Partial<ShareOptions>,
): Promise<StepAnswer<Move>> {
  const answer = await asking;
  if (answer?.kind !== "chosen") return answer;
  return { kind: "chosen", value: { kind: "answer", options: changes(answer.value) } };
}

function titleOf({ session }: ShareSubject): string {
  return vscode.l10n.t("Share “{0}”", nameOf(session));
}
