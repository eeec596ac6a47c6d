import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { audienceSchema, shareModeSchema } from "../../protocol/share.ts";
import type { ShareOptions } from "../sharing/share-options.ts";
import {
  advance,
  firstPlace,
  type Move,
  type Place,
  type ShareStep,
  shareSteps,
} from "../sharing/share-steps.ts";
import type { SessionSummary } from "../sources/session-source.ts";
import type { App } from "./app.ts";
import { askExpiry } from "./ask-expiry.ts";
import type { StepAnswer } from "./ask-step.ts";
import { countSession } from "./count-session.ts";
import { type ReviewFacts, reviewLines } from "./review-lines.ts";
import { describeAudience, describeExpiry, describeMode, whyOnlyLink } from "./share-words.ts";

/** What is to be shared, and through which service. */
export interface ShareSubject {
  readonly session: SessionSummary;
  readonly serviceUrl: string;
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

const STEPS = shareSteps(1);

/** Asks how to share a session: at once with the last answers, or step by step. Nothing is shared meanwhile. */
export async function askHowToShare(
  app: App,
  subject: ShareSubject,
  defaults: ShareOptions,
): Promise<StepAnswer<ShareDecision>> {
  for (;;) {
    const answer = await app.dialogs.pick<"now" | "choose">({
      title: titleOf(subject),
      canGoBack: subject.canGoBack,
      placeHolder: vscode.l10n.t("How shall it be shared?"),
      lines: [
        {
          label: `$(zap) ${vscode.l10n.t("Share now — {0}, {1}", describeExpiry(defaults.expiry), describeMode(defaults.mode).short)}`,
          detail: `${describeAudience(defaults.audience).name} · ${new URL(subject.serviceUrl).host}`,
          value: "now",
        },
        {
          label: `$(settings) ${vscode.l10n.t("Choose who, how long, live or snapshot…")}`,
          value: "choose",
        },
      ],
    });
    if (answer?.kind !== "chosen") return answer;
    if (answer.value === "now") return { kind: "chosen", value: { options: defaults, isReviewed: false } };
    const chosen = await askStepByStep(app, subject, defaults);
    if (chosen?.kind !== "back") return chosen;
  }
}

async function askStepByStep(
  app: App,
  subject: ShareSubject,
  defaults: ShareOptions,
): Promise<StepAnswer<ShareDecision>> {
  const facts = { ...subject, count: countSession(app.source, subject.session.id) };
  let place = firstPlace(STEPS, defaults);
  for (;;) {
    const answer = await askAt(app, facts, place);
    if (!answer) return undefined;
    const outcome = advance(STEPS, place, answer.kind === "back" ? answer : answer.value);
    if (outcome.kind === "back") return outcome;
    if (outcome.kind === "share")
      return { kind: "chosen", value: { options: outcome.options, isReviewed: true } };
    place = outcome.place;
  }
}

type Facts = ShareSubject & Pick<ReviewFacts, "count">;

function askAt(app: App, facts: Facts, { step, options }: Place): Promise<StepAnswer<Move>> {
  const frame = {
    title: titleOf(facts),
    count: { step: STEPS.indexOf(step) + 1, of: STEPS.length },
    canGoBack: true,
  };
  switch (step) {
    case "audience":
      return askAudience(app, frame, options);
    case "expiry":
      return toMove(askExpiry(app.dialogs, frame, options.expiry), (expiry) => ({ expiry }));
    case "mode":
      return askMode(app, frame, options);
    case "review":
      return askReview(app, frame, { ...facts, options });
    default:
      return step satisfies never;
  }
}

interface Frame {
  readonly title: string;
  readonly count: { readonly step: number; readonly of: number };
  readonly canGoBack: boolean;
}

function askAudience(app: App, frame: Frame, { audience }: ShareOptions): Promise<StepAnswer<Move>> {
  const lines = audienceSchema.options.map((value) => {
    const { icon, name } = describeAudience(value);
    return { label: `${icon} ${name}`, value };
  });
  const answer = app.dialogs.pick({
    ...frame,
    placeHolder: vscode.l10n.t("Who can read it?"),
    lines: lines.length > 1 ? lines : [...lines, { label: `$(info) ${whyOnlyLink()}` }],
    isActive: (value) => value === audience,
  });
  return toMove(answer, (value) => ({ audience: value }));
}

function askMode(app: App, frame: Frame, { mode }: ShareOptions): Promise<StepAnswer<Move>> {
  const answer = app.dialogs.pick({
    ...frame,
    placeHolder: vscode.l10n.t("Live or snapshot?"),
    lines: shareModeSchema.options.map((value) => {
      const { icon, name, meaning } = describeMode(value);
      return { label: `${icon} ${name}`, detail: meaning, value };
    }),
    isActive: (value) => value === mode,
  });
  return toMove(answer, (value) => ({ mode: value }));
}

/** Shows the count at once when it is there, so that lines do not move under the hand. */
async function askReview(app: App, frame: Frame, facts: ReviewFacts): Promise<StepAnswer<Move>> {
  const steps = new Set<ShareStep>(STEPS);
  const known = await Promise.race([facts.count.then((count) => ({ count })), delay(COUNT_MS)]);
  return app.dialogs.pick<Move>({
    ...frame,
    placeHolder: vscode.l10n.t("Everything right?"),
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
  return vscode.l10n.t("Share “{0}”", session.title || vscode.l10n.t("Untitled session"));
}
