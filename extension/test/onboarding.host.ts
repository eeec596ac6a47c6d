import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { activeWindow } from "./this-editor.ts";

interface Walkthrough {
  readonly steps: readonly {
    readonly title: string;
    readonly description: string;
    readonly media: { readonly svg: string };
    readonly completionEvents: readonly string[];
  }[];
}

describe("the walkthrough in a real VS Code", () => {
  const { extensionPath, packageJSON } =
    vscode.extensions.getExtension("opencode-share.opencode-share") ?? assert.fail();
  const [walkthrough]: Walkthrough[] = packageJSON.contributes.walkthroughs;
  const steps = walkthrough?.steps ?? [];

  before(() => activeWindow());

  it("has few steps, each with a title, a picture, and one button for a command that there is", async () => {
    const known = await vscode.commands.getCommands(true);
    assert.ok(steps.length > 0 && steps.length <= 5);
    for (const { title, description, media } of steps) {
      assert.ok(title && !title.startsWith("%"), title);
      assert.ok(existsSync(path.join(extensionPath, media.svg)), media.svg);
      const commands = [...description.matchAll(/\]\(command:([\w.]+)\)/g)].map(([, command]) => command);
      assert.equal(commands.length, 1, title);
      assert.ok(known.includes(commands[0] ?? ""), commands[0]);
    }
  });

  it("ticks steps off by commands and settings that there are", async () => {
    const known = await vscode.commands.getCommands(true);
    const names = (kind: string) =>
      steps
        .flatMap(({ completionEvents }) => completionEvents)
        .flatMap((event) => (event.startsWith(`${kind}:`) ? [event.slice(kind.length + 1)] : []));
    for (const command of names("onCommand")) assert.ok(known.includes(command), command);
    for (const setting of names("onSettingChanged"))
      assert.notEqual(vscode.workspace.getConfiguration().inspect(setting)?.defaultValue, undefined, setting);
  });
});
