#!/usr/bin/env node
// Passes for a VS Code executable where tests are to run in one: takes the same arguments, shows code-server in a Chromium.
import { format } from "node:util";
import type { Page } from "playwright-core";
import { SUITE_MS } from "../../fixtures/limits.ts";
import { endOnSignals } from "../process/end-on-signals.ts";
import { parseCodeArguments } from "./code-arguments.ts";
import { launchWorkbench } from "./workbench.ts";
import { isWorkbenchNoise } from "./workbench-noise.ts";

/** What the runner of extension tests in the workbench calls at its end. */
type Exit = (code: number) => void;
const LOST = { server: 6, timeout: 4, page: 3 } as const;

let finish: Exit = () => {};
const finished = new Promise<number>((resolve) => {
  finish = resolve;
});
endOnSignals(async () => finish(130));
const workbench = await launchWorkbench({
  ...parseCodeArguments(process.argv.slice(2)),
  env: onlyXdg(process.env),
  smokeDriver: true,
  prepare: (page) => listen(page, finish),
});
const timer = setTimeout(() => {
  process.stderr.write(`The tests did not finish within ${SUITE_MS / 60_000} minutes.\n`);
  finish(LOST.timeout);
}, SUITE_MS);
void workbench.ended.then(() => finish(LOST.server));
const code = await finished;
clearTimeout(timer);
await workbench.stop();
process.exitCode = code;

/** The folders that the caller chose for the extension host; the workbench would take temporary ones of its own. */
function onlyXdg(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("XDG_")));
}

/** Connects the test runner inside the workbench to this process: its output and its exit code. */
async function listen(page: Page, exit: Exit): Promise<void> {
  page.on("crash", () => exit(LOST.page));
  await page.exposeFunction("codeAutomationExit", (code: number) => exit(code));
  await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
    const text = format(...args);
    if (isWorkbenchNoise(type, text)) return;
    (type === "error" || type === "warning" ? process.stderr : process.stdout).write(`${text}\n`);
  });
}
