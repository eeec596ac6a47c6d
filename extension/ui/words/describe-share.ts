import * as vscode from "vscode";
import { longestDays } from "../../../engine/options/allowed-options.ts";
import { type Expiry, type ExpiryProblem, endOf } from "../../../engine/options/expiry.ts";
import type { Readers } from "../../../engine/options/share-request.ts";
import type { ErrorCode } from "../../../protocol/errors.ts";
import type { SeenAudience, SeenPolicy } from "../../../protocol/seen.ts";
import type { ShareKind } from "../../../protocol/share.ts";
import { calendarTime } from "../../../protocol/time.ts";
import { plainText } from "../shown/plain-text.ts";

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

/** A service and what it allows. */
export interface PolicyOf {
  readonly policy: SeenPolicy;
  /** How the service is called. */
  readonly host: string;
}

export function describeProblem(problem: ExpiryProblem, of: PolicyOf): string {
  switch (problem) {
    case "form":
      return vscode.l10n.t("Enter a date such as 2030-12-31, or a number of days from now.");
    case "noSuchDay":
      return vscode.l10n.t("This date does not exist.");
    case "past":
      return vscode.l10n.t("That day has already passed.");
    case "tooFar":
      return whyTooLong(of);
    default:
      return problem satisfies never;
  }
}

/** Why a share cannot last longer. */
export function whyTooLong({ policy, host }: PolicyOf): string {
  const days = longestDays(policy);
  return policy.expiry.maxDays === null
    ? vscode.l10n.t("That is too far in the future: at most {0} days.", days)
    : days === 1
      ? vscode.l10n.t("{0} allows at most 1 day", host)
      : vscode.l10n.t("{0} allows at most {1} days", host, days);
}

interface ModeWords {
  /** A codicon. */
  readonly icon: string;
  readonly name: string;
  /** Within a sentence. */
  readonly short: string;
  readonly meaning: string;
}

/** A share mode by name, and what it means. */
export function describeMode(mode: ShareKind): ModeWords {
  return mode === "live"
    ? {
        icon: "broadcast",
        name: vscode.l10n.t("Live"),
        short: vscode.l10n.t("live"),
        meaning: vscode.l10n.t("Readers see what is added to the session while it is shared."),
      }
    : {
        icon: "device-camera",
        name: vscode.l10n.t("Snapshot"),
        short: vscode.l10n.t("snapshot"),
        meaning: vscode.l10n.t("Readers see the session as it is now. What is added later stays here."),
      };
}

/** An audience by name and codicon; undefined: it is left to the service. */
export function describeAudience(audience: SeenAudience | undefined): {
  readonly icon: string;
  readonly name: string;
} {
  return { icon: audienceIcon(audience), name: nameAudience(audience) };
}

/** The codicon of an audience. */
export function audienceIcon(audience: SeenAudience | undefined): string {
  switch (audience) {
    case "me":
      return "lock";
    case "people":
      return "person";
    case "org":
      return "organization";
    case "link":
      return "globe";
    case "unknown":
      return "shield";
    case undefined:
      return "server";
    default:
      return audience satisfies never;
  }
}

function nameAudience(audience: SeenAudience | undefined): string {
  switch (audience) {
    case "me":
      return vscode.l10n.t("Only me");
    case "people":
      return vscode.l10n.t("People or groups");
    case "org":
      return vscode.l10n.t("My organisation");
    case "link":
      return vscode.l10n.t("Anyone with the link");
    case "unknown":
      return vscode.l10n.t("Limited by the service");
    case undefined:
      return vscode.l10n.t("As the service decides");
    default:
      return audience satisfies never;
  }
}

/** Why a service has ended a share, for whoever shared it: its own words are for readers. */
export function describeEnding(
  { code, message }: { readonly code: ErrorCode; readonly message: string },
  host: string,
): string {
  switch (code) {
    case "not_found":
      return vscode.l10n.t("{0} no longer knows it.", host);
    case "expired":
      return vscode.l10n.t("It has expired.");
    case "revoked":
      return vscode.l10n.t("It was unshared elsewhere.");
    default:
      return message;
  }
}

/** How often a share can be opened; null: as often as anyone likes. */
export function describeViews(maxViews: number | null): string {
  if (maxViews === null) return vscode.l10n.t("Can be opened any number of times");
  return maxViews === 1
    ? vscode.l10n.t("Can be opened once")
    : vscode.l10n.t("Can be opened {0} times", maxViews);
}

/** Longest list of people within a sentence, UTF-16 units. */
const LONGEST_NAMES = 600;

/** Who may read, as a sentence. */
export function describeReaders({ audience, people = [], groups = [], password }: Readers): string {
  const withPassword = password === undefined ? "" : ` ${vscode.l10n.t("A password is needed.")}`;
  switch (audience) {
    case "me":
      return vscode.l10n.t("Who can read it: only you.");
    case "people":
      return (
        vscode.l10n.t("Who can read it: {0}.", plainText([...people, ...groups].join(", "), LONGEST_NAMES)) +
        withPassword
      );
    case "org":
      return vscode.l10n.t("Who can read it: everyone in your organisation who has the link.") + withPassword;
    case "link":
      return vscode.l10n.t("Who can read it: everyone who has the link.") + withPassword;
    case undefined:
      return vscode.l10n.t("Who can read it: as the service decides.") + withPassword;
    default:
      return audience satisfies never;
  }
}

/** Why an audience cannot be chosen. */
export function whyNoAudience({ policy, host }: PolicyOf): string {
  if (policy.audiences.length === 0) return vscode.l10n.t("{0} has not said what it allows", host);
  return policy.auth === "none"
    ? vscode.l10n.t("to choose people needs a service with sign-in")
    : vscode.l10n.t("{0} does not allow it", host);
}

function formatDay(at: number): string {
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium" }).format(calendarTime(at));
}
