import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeTempFolder } from "../process/temp-folder.ts";
import { root } from "../root.ts";

const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

interface Configuration {
  readonly overrides: readonly {
    readonly includes: readonly string[];
    readonly plugins?: readonly string[];
  }[];
}

/** The repository's plugins, for the same files of another folder. */
function configuration(): string {
  const { overrides }: Configuration = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  return JSON.stringify({
    linter: { rules: { preset: "none" } },
    overrides: overrides.flatMap(({ includes, plugins }) =>
      plugins ? [{ includes, plugins: plugins.map((plugin) => resolve(root, plugin)) }] : [],
    ),
  });
}

describe("the lint rule about what VS Code shows", () => {
  const temp = makeTempFolder("lint");
  after(() => temp.remove());

  /** The lines of a source file in which the rule finds something. */
  const foundIn = (file: string, lines: readonly string[]): readonly (string | undefined)[] => {
    const path = join(temp.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, lines.join("\n"));
    writeFileSync(join(temp.path, "biome.json"), configuration());
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [biome, "lint", "--max-diagnostics=none", "--colors=off", file],
      { cwd: temp.path, encoding: "utf8" },
    );
    const found = [...`${stdout}${stderr}`.matchAll(/:(\d+):\d+ plugin/g)];
    return [...new Set(found.map(([, line]) => lines[Number(line) - 1]))];
  };

  const harmless = [
    'import * as vscode from "vscode";',
    'export const words = vscode.l10n.t("Share");',
    "export const language = vscode.env.language;",
    "vscode.window.onDidOpenTerminal(() => {});",
    "export let item: vscode.TreeItem;",
  ];
  const shows = [
    'vscode.window.showInformationMessage("a");',
    'vscode.window.showQuickPick(["a"]);',
    'vscode.window.withProgress({ title: "a" }, work);',
    'vscode.window.setStatusBarMessage("a");',
    'vscode.window.createStatusBarItem("a");',
    'vscode.window.createTreeView("a", options);',
    'vscode.window.createWebviewPanel("a", "b", 1);',
    'new vscode.TreeItem("a");',
    'new vscode.MarkdownString("a");',
    'vscode.env.openExternal(vscode.Uri.parse("a"));',
    'vscode.authentication.registerAuthenticationProvider("a", "b", provider);',
  ];
  const detours = [
    'import { window } from "vscode";',
    "const { window: shown } = vscode;",
    "const { showErrorMessage } = vscode.window;",
    "const all = vscode.window;",
    'vscode["window"].showErrorMessage("a");',
    "const open = vscode.env.openExternal;",
  ];

  it("finds whatever shows text or opens an address, and every way around it", () => {
    const lines = [...harmless, ...shows, ...detours];
    assert.deepEqual(foundIn("extension/ui/share/some.ts", lines), [...shows, ...detours]);
  });

  it("lets everything else be, and the folder that shows text as it stands", () => {
    assert.deepEqual(foundIn("extension/ui/share/some.ts", harmless), []);
    assert.deepEqual(foundIn("extension/ui/shown/some.ts", [...harmless, ...shows]), []);
  });
});
