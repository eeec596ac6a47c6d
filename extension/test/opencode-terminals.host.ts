import assert from "node:assert/strict";
import * as vscode from "vscode";
import { runsOpencode } from "../ui/editor/opencode-terminals.ts";
import { activeWindow } from "./this-editor.ts";

describe("a terminal in which opencode runs", () => {
  it("is told by its command line", () => {
    for (const line of [
      "opencode",
      "opencode run hello",
      "  OPENCODE_DB=/x /usr/local/bin/opencode --continue",
      "C:\\tools\\opencode.exe serve",
      '"C:\\Program Files\\opencode.cmd" run',
    ])
      assert.equal(runsOpencode(line), true, line);
    for (const line of ["", "npm i opencode-share", "cat opencode.json", "echo opencode", "opencode-share"])
      assert.equal(runsOpencode(line), false, line);
  });

  it("offers to share where people look for it: on its tab and in it", async () => {
    await activeWindow();
    const { menus } =
      vscode.extensions.getExtension("opencode-share.opencode-share")?.packageJSON.contributes ?? {};
    for (const place of ["terminal/title/context", "terminal/context"])
      assert.deepEqual(
        menus[place].map(({ command }: { command: string }) => command),
        ["opencode.shareSession"],
      );
  });
});
