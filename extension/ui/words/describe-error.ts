import * as vscode from "vscode";
import type { ReachProblem } from "../../../client/reach-problem.ts";
import { OutdatedError, ServiceUnreachableError } from "../../../client/service-error.ts";
import { NothingToImportError } from "../../../engine/import/session-copy.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import { describeNothingToImport } from "./describe-import.ts";
import { describeOutdated } from "./describe-outdated.ts";
import { hostOf } from "./host-of.ts";

/** What went wrong, and what to do about it, in the person's language as far as this side knows the words. */
export function describeError(error: unknown): string {
  if (error instanceof OutdatedError) return describeOutdated(error);
  if (error instanceof ServiceUnreachableError)
    return describeReach(error.problem, hostOf(error.serviceUrl)) ?? error.message;
  if (error instanceof NothingToImportError) return describeNothingToImport(error);
  return messageOf(error);
}

function describeReach(problem: ReachProblem, host: string): string | undefined {
  switch (problem.kind) {
    case "timeout":
      return vscode.l10n.t("{0} does not answer in time.", host);
    case "unreachable":
      return vscode.l10n.t("{0} cannot be reached.", host);
    case "unknownName":
      return vscode.l10n.t(
        "{0} cannot be reached: this name is not known here. Check the address, and whether it needs a VPN.",
        host,
      );
    case "nobodyListens":
      return vscode.l10n.t(
        "{0} cannot be reached: nothing answers at this address. Check it, and whether the service runs.",
        host,
      );
    case "cut":
      return vscode.l10n.t("{0} cannot be reached: the connection was cut.", host);
    case "proxySignIn":
      return vscode.l10n.t(
        "A proxy in front of {0} wants you to sign in. Set “http.proxy” or “http.proxyAuthorization” to do so.",
        host,
      );
    case "certificate":
      return describeCertificate(problem.why, host);
    case "moved":
      return vscode.l10n.t("{0} has moved to {1}. Use that address.", host, problem.to);
    case "ledElsewhere":
      return problem.to === undefined
        ? vscode.l10n.t(
            "Something in front of {0} redirects elsewhere, as a proxy does that asks people to sign in. Open the address in a browser to see what it wants.",
            host,
          )
        : vscode.l10n.t(
            "Something in front of {0} redirects to {1}, as a proxy does that asks people to sign in. Open the address in a browser to see what it wants.",
            host,
            problem.to,
          );
    case "webPage":
      return vscode.l10n.t(
        "{0} answers with a web page: that of a proxy that asks people to sign in, or of another server. Open the address in a browser to see which.",
        host,
      );
    case "notService":
      return vscode.l10n.t("What answers at {0} is no opencode-share service.", host);
    case "other":
      return undefined;
    default:
      return problem satisfies never;
  }
}

function describeCertificate(
  why: Extract<ReachProblem, { readonly kind: "certificate" }>["why"],
  host: string,
): string {
  switch (why) {
    case "untrusted":
      return vscode.l10n.t(
        "The certificate of {0} is not trusted on this computer. Add the authority that issued it to the system's certificates, which VS Code reads while “http.systemCertificates” is on, or name its file in NODE_EXTRA_CA_CERTS before VS Code starts.",
        host,
      );
    case "outOfDate":
      return vscode.l10n.t(
        "The certificate of {0} has expired, or is not valid yet. Check this computer's clock, or tell whoever runs the service.",
        host,
      );
    case "otherName":
      return vscode.l10n.t("The certificate of {0} is for another name. Check the address.", host);
    default:
      return why satisfies never;
  }
}
