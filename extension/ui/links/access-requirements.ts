import * as vscode from "vscode";
import type { ShareLocation } from "../../../protocol/links.ts";
import type { FollowStatus } from "../../../protocol/panel.ts";
import { showFailure } from "../editor/failure.ts";
import {
  type AccessRequirement,
  accessRequirementOf,
  type MeetRequirementDeps,
  meetRequirement,
} from "./meet-requirement.ts";

export type AccessRequirementsDeps = MeetRequirementDeps;

/**
 * What keeps a panel's share from being read. Who has just opened a link is asked at once; later, when a session ends or
 * a password changes, the panel shows it and waits for its button.
 */
export class AccessRequirements {
  readonly #deps: AccessRequirementsDeps;
  readonly #location: ShareLocation;
  readonly #again: () => unknown;
  #met: { readonly requirement: AccessRequirement; readonly message: string } | undefined;
  #isFirst = true;
  #isBusy = false;

  constructor(deps: AccessRequirementsDeps, location: ShareLocation, again: () => unknown) {
    this.#deps = deps;
    this.#location = location;
    this.#again = again;
  }

  meet(status: FollowStatus): void {
    const requirement = status.phase === "ended" ? accessRequirementOf(status.why) : undefined;
    this.#met =
      status.phase === "ended" && requirement ? { requirement, message: status.message } : undefined;
    if (status.phase === "ended" && status.why === "forbidden" && this.#isFirst)
      void this.#deps.dialogs.notify("warning", status.message);
    const isAskedNow = this.#isFirst && this.#met !== undefined;
    this.#isFirst = false;
    if (isAskedNow) void this.take();
  }

  /** Leads over it, and on to the share. */
  async take(password?: string): Promise<void> {
    const met = this.#met;
    if (!met || this.#isBusy) return;
    this.#isBusy = true;
    try {
      if (!(await meetRequirement(this.#deps, this.#location, met.requirement, met.message, password)))
        return;
      this.#met = undefined;
      // The next requirement of the same opening is asked for at once too.
      this.#isFirst = true;
      this.#again();
    } catch (error) {
      await showFailure(this.#deps, vscode.l10n.t("The session was not opened"), error);
    } finally {
      this.#isBusy = false;
    }
  }
}
