import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import type { LocalShare } from "../../engine/registry/local-share.ts";
import type { Json } from "../../protocol/json.ts";
import type { WindowParts } from "../ui/window-parts.ts";

/** A session that this VS Code shares, and what the service holds of it. */
export class SharedHere {
  readonly record: LocalShare;
  readonly #app: WindowParts;

  private constructor(app: WindowParts, record: LocalShare) {
    this.#app = app;
    this.record = record;
  }

  /** Shares a session by the command, with every question answered by yes. */
  static async share(app: WindowParts, sessionId: string): Promise<SharedHere> {
    app.dialogs.confirm = async () => true;
    await vscode.commands.executeCommand("opencode.shareSession", sessionId);
    const record = app.registry.ofSession(sessionId);
    assert.ok(record);
    return new SharedHere(app, record);
  }

  get status() {
    return this.#app.sharing.ofSession(this.record.sessionId)?.status;
  }

  async held(): Promise<ReadonlyMap<string, Json>> {
    const { entries } = await new ServiceClient(this.record.serviceUrl).read(this.record.shareId);
    return new Map(entries.map((entry) => [entry.key, "content" in entry ? entry.content : null]));
  }

  /** Whether the service holds what the storage has, and that has `text`, or has it no longer. */
  async isEqual({ text, without }: { readonly text?: string; readonly without?: string } = {}) {
    const [held, local] = [await this.held(), await this.#app.source.read(this.record.sessionId)];
    const whole = JSON.stringify([...held]);
    if (text !== undefined && !whole.includes(text)) return false;
    if (without !== undefined && whole.includes(without)) return false;
    return (
      held.size === local.keys.size &&
      [...local.contents].every(([key, content]) => JSON.stringify(held.get(key)) === JSON.stringify(content))
    );
  }

  unshare(): Promise<unknown> {
    return this.#app.sharing.unshare(this.record.shareId);
  }
}
