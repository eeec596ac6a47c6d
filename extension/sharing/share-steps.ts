import type { ShareOptions } from "./share-options.ts";

/** The questions before a share, in their order; each `ShareOptions` field has one. */
export type ShareStep = "audience" | "expiry" | "mode" | "review";

/** Where the dialog is. */
export interface Place {
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
  | { readonly kind: "at"; readonly place: Place }
  | { readonly kind: "share"; readonly options: ShareOptions }
  | { readonly kind: "back" };

/** The steps that ask: who may read is a question only where there is a choice. */
export function shareSteps(audiences: number): readonly ShareStep[] {
  return audiences > 1 ? ["audience", "expiry", "mode", "review"] : ["expiry", "mode", "review"];
}

/** Where the dialog begins. */
export function firstPlace(steps: readonly ShareStep[], options: ShareOptions): Place {
  return { step: steps[0] ?? "review", options, isDetour: false };
}

/** The way on from a place. A move that makes no sense there leads nowhere. */
export function advance(steps: readonly ShareStep[], place: Place, move: Move): Outcome {
  const { step, options, isDetour } = place;
  const to = (next: ShareStep | undefined, changes: Partial<Place> = {}): Outcome =>
    next ? { kind: "at", place: { options, isDetour: false, ...changes, step: next } } : { kind: "back" };
  switch (move.kind) {
    case "answer":
      return to(isDetour ? "review" : (steps[steps.indexOf(step) + 1] ?? step), {
        options: { ...options, ...move.options },
      });
    case "back":
      return to(isDetour ? "review" : steps[steps.indexOf(step) - 1]);
    case "revise":
      return step === "review" && steps.includes(move.step) && move.step !== "review"
        ? to(move.step, { isDetour: true })
        : { kind: "at", place };
    case "share":
      return step === "review" ? { kind: "share", options } : { kind: "at", place };
    default:
      return move satisfies never;
  }
}
