import type { SeenPolicy as Policy } from "../../protocol/seen.ts";
import { isAudienceAllowed, missingAnswer } from "./allowed-options.ts";
import type { ShareOptions } from "./share-options.ts";

/** The questions before a share, in their order. */
export type ShareStep = "audience" | "password" | "expiry" | "mode" | "views" | "review";

/** Where the dialog is. */
export interface DialogPosition {
  readonly step: ShareStep;
  readonly options: ShareOptions;
  /** The step was opened from the review, and leads back there. */
  readonly isDetour: boolean;
}

/** What a person does at a step. */
export type Move =
  | { readonly kind: "answer"; readonly options: Partial<ShareOptions> }
  | { readonly kind: "back" }
  /** From the review, to change one answer. */
  | { readonly kind: "revise"; readonly step: ShareStep }
  /** From the review, to go ahead. */
  | { readonly kind: "share" };

/** The next place, or how the dialog ends: with options to share with, or back where it came from. */
export type Outcome =
  | { readonly kind: "at"; readonly place: DialogPosition }
  | { readonly kind: "share"; readonly options: ShareOptions }
  | { readonly kind: "back" };

/**
 * The steps that ask: who may read is a question only where there is a choice, or somebody has to be named, or what was
 * chosen last is not allowed; a password
 * only where the service wants one. From the review it can always be set, and how often the share can be opened.
 */
export function shareSteps(policy: Policy, { audience }: ShareOptions): readonly ShareStep[] {
  const asksWho =
    policy.audiences.length > 1 ||
    policy.audiences.includes("people") ||
    !isAudienceAllowed(audience, policy);
  const asksPassword = audience === "link" && policy.linkNeedsPassword;
  return [
    ...(asksWho ? (["audience"] as const) : []),
    ...(asksPassword ? (["password"] as const) : []),
    "expiry",
    "mode",
    "review",
  ];
}

/** Where the dialog begins. */
export function firstPosition(policy: Policy, options: ShareOptions): DialogPosition {
  return { step: shareSteps(policy, options)[0] ?? "review", options, isDetour: false };
}

/** The way on from a place. A move that makes no sense there leads nowhere; nothing is shared while an answer is missing. */
export function advance(policy: Policy, place: DialogPosition, move: Move): Outcome {
  const { step, options, isDetour } = place;
  const steps = shareSteps(policy, options);
  const to = (next: ShareStep | undefined, changes: Partial<DialogPosition> = {}): Outcome =>
    next ? { kind: "at", place: { options, isDetour: false, ...changes, step: next } } : { kind: "back" };
  switch (move.kind) {
    case "answer":
      return answered({ ...options, ...move.options });
    case "back":
      return to(isDetour ? "review" : steps[steps.indexOf(step) - 1]);
    case "revise":
      return step === "review" && canRevise(move.step)
        ? to(move.step, { isDetour: true })
        : { kind: "at", place };
    case "share":
      if (step !== "review") return { kind: "at", place };
      return missingAnswer(options, policy)
        ? to(missingAnswer(options, policy), { isDetour: true })
        : { kind: "share", options };
    default:
      return move satisfies never;
  }

  function answered(next: ShareOptions): Outcome {
    const missing = isDetour ? missingAnswer(next, policy) : undefined;
    if (missing) return to(missing, { options: next, isDetour });
    const ahead = shareSteps(policy, next);
    return to(isDetour ? "review" : (ahead[ahead.indexOf(step) + 1] ?? step), { options: next });
  }

  function canRevise(wanted: ShareStep): boolean {
    return wanted === "password" || wanted === "views" || (steps.includes(wanted) && wanted !== "review");
  }
}
