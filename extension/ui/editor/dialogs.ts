import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import { askPick, askText, type PickStep, type StepAnswer, type TextStep } from "../shown/ask-step.ts";
import { showInput } from "../shown/input.ts";
import { type Severity, showMessage, showQuestion } from "../shown/messages.ts";
import { openAddress } from "../shown/open-address.ts";
import { type PickLine, type PickOptions, showPick } from "../shown/quick-pick.ts";
import { nameOf } from "../words/title-of.ts";
import { when } from "../words/when.ts";

/** The questions this extension asks. Undefined is always: the user has thought better of it. */
export interface Dialogs {
  pickSession(
    sessions: readonly SessionSummary[],
    isShared: (id: string) => boolean,
    describeFolder: (directory: string) => Promise<string>,
  ): Promise<SessionSummary | undefined>;
  pickShare(shares: readonly LocalShare[], placeHolder: string): Promise<LocalShare | undefined>;
  askServiceUrl(validate: (text: string) => Promise<string | undefined>): Promise<string | undefined>;
  askLink(suggestion: string, validate: (text: string) => string | undefined): Promise<string | undefined>;
  /** A modal question with one answer besides Cancel; `detail` in paragraphs. */
  confirm(question: string, detail: readonly string[], answer: string): Promise<boolean>;
  /** One step of a dialog that offers a list. */
  pick<T>(step: PickStep<T>): Promise<StepAnswer<T>>;
  /** A menu: it closes when the person looks elsewhere. */
  menu<T extends PickLine>(lines: readonly T[], options: PickOptions): Promise<T | undefined>;
  /** One step of a dialog that takes a text. */
  text(step: TextStep): Promise<StepAnswer<string>>;
  /** Opens a web address in the person's browser; false when that was refused. */
  openExternal(address: string): Thenable<boolean>;
  /** Says something in a notification, with answers as buttons; resolves when it is answered or closed, maybe much later. */
  notify(severity: Severity, message: string, ...answers: readonly string[]): Promise<string | undefined>;
}

export const vscodeDialogs: Dialogs = {
  pick: askPick,
  menu: showPick,
  text: askText,
  openExternal: openAddress,
  confirm: showQuestion,
  notify: async (...message) => showMessage(...message),

  async pickSession(sessions, isShared, describeFolder) {
    const describe = async ({ id, updatedAt, directory }: SessionSummary) =>
      [when(updatedAt), isShared(id) && vscode.l10n.t("shared"), await describeFolder(directory)]
        .filter(Boolean)
        .join(" · ");
    const lines = await Promise.all(
      sessions.map(async (session) => ({
        icon: isShared(session.id) ? "broadcast" : "comment-discussion",
        label: nameOf(session),
        description: await describe(session),
        session,
      })),
    );
    const picked = await showPick(lines, {
      title: vscode.l10n.t("Share Session"),
      placeHolder: vscode.l10n.t("Which session? The most recent is first."),
      matchOnDescription: true,
    });
    return picked?.session;
  },

  async pickShare(shares, placeHolder) {
    const lines = shares.map((share) => ({
      icon: "broadcast",
      label: nameOf(share),
      description: vscode.l10n.t("shared {0}", when(share.createdAt)),
      share,
    }));
    return (await showPick(lines, { placeHolder }))?.share;
  },

  async askServiceUrl(validate) {
    return showInput({
      title: vscode.l10n.t("Sharing service"),
      prompt: vscode.l10n.t(
        "Sessions are shared through a service that your organisation or you yourself run. Where is it?",
      ),
      placeHolder: "https://share.acme.example",
      validate,
    });
  },

  async askLink(suggestion, validate) {
    return showInput({
      title: vscode.l10n.t("Open Shared Session"),
      prompt: vscode.l10n.t("Paste a link to a shared session."),
      placeHolder: "https://share.acme.example/share/…",
      value: suggestion,
      validate,
    });
  },
};
