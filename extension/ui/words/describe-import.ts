import * as vscode from "vscode";
import type {
  NothingToImport,
  NothingToImportError,
  SessionCopy,
} from "../../../engine/import/session-copy.ts";
import type { ImportPlan, ImportWay } from "../../../engine/import/session-import.ts";
import { nameOf } from "./title-of.ts";

/** What an import will do, and what to mind, in paragraphs to be confirmed. */
export function describeImport({ way, copy }: ImportPlan): readonly string[] {
  return [describeWay(way, copy), describeLoss(copy), warning()].filter((paragraph) => paragraph !== "");
}

function describeWay(way: ImportWay, { session, messages }: SessionCopy): string {
  const name = nameOf(session);
  const count = messages.length;
  switch (way.kind) {
    case "program":
      return count === 1
        ? vscode.l10n.t(
            "{0} {1} will add “{2}” (one message) as a new session of {3}.",
            way.name,
            way.version,
            name,
            session.directory,
          )
        : vscode.l10n.t(
            "{0} {1} will add “{2}” ({4} messages) as a new session of {3}.",
            way.name,
            way.version,
            name,
            session.directory,
            count,
          );
    case "storage":
      return vscode.l10n.t(
        "“{0}” will be written to the storage of {1}, as a new session of {2}.",
        name,
        way.name,
        session.directory,
      );
    case "file":
      return way.isOnly
        ? vscode.l10n.t(
            "No {1} that can import was found here. “{0}” will be saved as a file, with the command that imports it.",
            name,
            way.name,
          )
        : vscode.l10n.t("“{0}” will be saved as a file, with the command that imports it.", name);
    default:
      return way satisfies never;
  }
}

/** What is not in the copy, and what is not as it was. */
function describeLoss({ leftOut: { messages, parts, subAgents }, madePlain }: SessionCopy): string {
  const sentences = [
    messages > 0 && vscode.l10n.t("Messages that cannot be read and are left out: {0}.", messages),
    parts > 0 && vscode.l10n.t("Parts of messages that cannot be read and are left out: {0}.", parts),
    subAgents > 0 && vscode.l10n.t("Sub-agents that are left out: {0}.", subAgents),
    madePlain > 0 &&
      vscode.l10n.t(
        "Texts in which something was hidden, or spoke for the system or a tool, and which are plain now: {0}.",
        madePlain,
      ),
  ];
  return sentences.filter((sentence) => sentence !== false).join(" ");
}

const warning = () =>
  vscode.l10n.t(
    "Its text, and what its tools answered, come from someone else. Read it before you let an agent go on with it.",
  );

/** Why there is nothing to import. */
export function describeNothingToImport({ why }: NothingToImportError): string {
  const words: Readonly<Record<NothingToImport, string>> = {
    empty: vscode.l10n.t("The shared session has no messages yet."),
    unreadable: vscode.l10n.t("No message of the shared session can be read."),
    incomplete: vscode.l10n.t("What describes the shared session is missing or cannot be read."),
  };
  return words[why];
}
