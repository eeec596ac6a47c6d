import type { Locator, Page } from "playwright-core";
import { Editor } from "../../test/driver/editor.ts";
import type { Workbench } from "../../tools/vscode/workbench.ts";

/** One of VS Code's own extensions, of a similar size, that starts at the same moment: it tells how busy the machine is. */
const OF_COMPARISON = "Emmet";
/** The list has only those rows in the document that fit, the slowest first. */
const ROOM_FOR_ALL = { width: 1280, height: 2000 };

/** Loading an extension's code and calling it, in each of several windows, ms: VS Code's own figures. */
export interface ActivationTimes {
  readonly ours: readonly number[];
  readonly comparison: readonly number[];
}

/** Opens the window anew so many times. */
export async function activationTimes({ page }: Workbench, windows: number): Promise<ActivationTimes> {
  const size = page.viewportSize();
  await page.setViewportSize(ROOM_FOR_ALL);
  const ours: number[] = [];
  const comparison: number[] = [];
  for (let i = 0; i < windows; i++) {
    await page.reload({ waitUntil: "commit" });
    await page.locator(".monaco-workbench").waitFor();
    const list = await openRunningExtensions(page);
    ours.push(await timeIn(list, "OpenCode Share"));
    comparison.push(await timeIn(list, OF_COMPARISON));
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "hidden" });
  }
  if (size) await page.setViewportSize(size);
  return { ours, comparison };
}

async function openRunningExtensions(page: Page): Promise<Locator> {
  const editor = new Editor(page);
  await editor.indicator.waitFor();
  await editor.run("Developer: Show Running Extensions");
  return page.locator(".runtime-extensions-editor");
}

async function timeIn(list: Locator, extension: string): Promise<number> {
  const row = list.locator(".monaco-list-row", { hasText: extension });
  const text = await row.locator(".activation-time").innerText();
  const ms = /(\d+)\s*ms/.exec(text)?.[1];
  if (ms === undefined) throw new Error(`no activation time in “${text}”`);
  return Number(ms);
}
