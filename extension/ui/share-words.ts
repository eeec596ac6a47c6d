import * as vscode from "vscode";
import type { Audience, ShareMode } from "../../protocol/share.ts";
import { type Expiry, type ExpiryProblem, endOf, MOST_DAYS } from "../sharing/expiry.ts";

/** An expiry in a few words: “30 days”, “until Mar 1, 2026”, “never expires”. */
export function describeExpiry(expiry: Expiry): string {
  switch (expiry.kind) {
    case "never":
      return vscode.l10n.t("never expires");
    case "days":
      return expiry.days === 1 ? vscode.l10n.t("1 day") : vscode.l10n.t("{0} days", expiry.days);
    case "date":
      return vscode.l10n.t("until {0}", formatDay(expiry.at));
    default:
      return expiry satisfies never;
  }
}

/** The same at the beginning of a line. */
export function nameExpiry(expiry: Expiry): string {
  if (expiry.kind === "never") return vscode.l10n.t("Never expires");
  return expiry.kind === "date" ? vscode.l10n.t("Until {0}", formatDay(expiry.at)) : describeExpiry(expiry);
}

/** When an expiry ends, as a choice's description: “until Mar 1, 2026”. */
export function describeEnd(expiry: Expiry, now: number): string {
  return describeEndsAt(endOf(expiry, now));
}

/** @param at ms since 1970; null: never */
export function describeEndsAt(at: number | null): string {
  return at === null ? vscode.l10n.t("until you unshare it") : vscode.l10n.t("until {0}", formatDay(at));
}

export function describeProblem(problem: ExpiryProblem): string {
  switch (problem) {
    case "form":
      return vscode.l10n.t("A day looks like 2030-12-31. A number counts days from now.");
    case "noSuchDay":
      return vscode.l10n.t("There is no such day.");
    case "past":
      return vscode.l10n.t("That is over already.");
    case "tooFar":
      return vscode.l10n.t("That is too far away: at most {0} days.", MOST_DAYS);
    default:
      return problem satisfies never;
  }
}

interface ModeWords {
  readonly icon: string;
  readonly name: string;
  /** Within a sentence. */
  readonly short: string;
  readonly meaning: string;
}

/** A share mode by name, and what it means. */
export function describeMode(mode: ShareMode): ModeWords {
  return mode === "live"
    ? {
        icon: "$(broadcast)",
        name: vscode.l10n.t("Live"),
        short: vscode.l10n.t("live"),
        meaning: vscode.l10n.t("Readers see what is added to the session while it is shared."),
      }
    : {
        icon: "$(device-camera)",
        name: vscode.l10n.t("Snapshot"),
        short: vscode.l10n.t("snapshot"),
        meaning: vscode.l10n.t("Readers see the session as it is now. What is added later stays here."),
      };
}

/** An audience by name. */
export function describeAudience(audience: Audience): { readonly icon: string; readonly name: string } {
  switch (audience) {
    case "me":
      return { icon: "$(lock)", name: vscode.l10n.t("Only me") };
    case "people":
      return { icon: "$(person)", name: vscode.l10n.t("People or groups") };
    case "org":
      return { icon: "$(organization)", name: vscode.l10n.t("My organisation") };
    case "link":
      return { icon: "$(globe)", name: vscode.l10n.t("Anyone with the link") };
    default:
      return audience satisfies never;
  }
}

/** Why there is no narrower audience. */
export function whyOnlyLink(): string {
  return vscode.l10n.t("to choose people needs a service with sign-in");
}

function formatDay(at: number): string {
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium" }).format(at);
}
