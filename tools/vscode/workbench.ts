import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../../fixtures/chromium.ts";
import { PolicyViolationsError } from "../../fixtures/policy-watch.ts";
import { makeTempFolder } from "../process/temp-folder.ts";
import { root } from "../root.ts";
import { bringChromium } from "./chromium.ts";
import { bringCodeServer } from "./code-server.ts";
import { type CodeServerOptions, installVsix, startCodeServer } from "./code-server-process.ts";
import { quietSettings } from "./quiet-settings.ts";
import { hasUserSettings, writeUserSettings } from "./user-data.ts";
import { type WorkbenchTarget, workbenchUrl } from "./workbench-url.ts";

export interface WorkbenchOptions extends WorkbenchTarget {
  /** A packaged extension to install, instead of one to develop. */
  readonly vsix?: string;
  /** User settings, on top of quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the extension host; undefined takes a variable away. XDG folders are temporary ones unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: "dark" | "light";
  readonly headless?: boolean;
  /** Needed to develop or test an extension; silences notifications. On by default when one is developed. */
  readonly smokeDriver?: boolean;
  readonly userDataDir?: string | undefined;
  readonly extensionsDir?: string | undefined;
  /** Called with the page before it loads anything. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A real VS Code in a Chromium. */
export interface Workbench {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly browser: Browser;
  /** Where its server is. */
  readonly origin: string;
  /** Resolves when server or browser ended, whoever ended them. */
  readonly ended: Promise<void>;
  /** Ends both and removes what they wrote. */
  stop(): Promise<void>;
}

/**
 * Launches a VS Code workbench that is ready for use: code-server, shown in a Chromium.
 * Both end at the latest when this process does.
 */
export async function launchWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const codeServer = await bringCodeServer(root);
  const executablePath = bringChromium();
  const temp = makeTempFolder("workbench");
  const serverOptions = serverOptionsFor(options, temp.path);
  if (!hasUserSettings(serverOptions.userDataDir))
    writeUserSettings(serverOptions.userDataDir, settingsFor(options));
  if (options.vsix) installVsix(codeServer, serverOptions, options.vsix);
  const { origin, group } = await startCodeServer(codeServer, serverOptions);
  let browser: Browser | undefined;
  const stop = async () => {
    const failure: unknown = await browser?.close().catch((error: unknown) => error);
    await group.stop();
    temp.remove();
    if (failure instanceof PolicyViolationsError) throw failure;
  };
  try {
    browser = await launchChromium({
      executablePath,
      headless: options.headless,
      isOurs: (document) => !document.startsWith(origin),
    });
    const disconnected = new Promise<void>((resolve) => browser?.once("disconnected", () => resolve()));
    const context = await openContext(browser, options, origin);
    const page = await context.newPage();
    await options.prepare?.(page);
    await page.goto(workbenchUrl(origin, options), { waitUntil: "commit" });
    await page.locator(".monaco-workbench").waitFor();
    const ended = Promise.race([disconnected, group.exited.then(() => {})]);
    return { page, context, browser, origin, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverOptionsFor(options: WorkbenchOptions, workFolder: string): CodeServerOptions {
  const isDeveloping = (options.extensionDevelopmentPaths ?? []).length > 0;
  return {
    workFolder,
    userDataDir: options.userDataDir ?? join(workFolder, "user-data"),
    extensionsDir: options.extensionsDir ?? join(workFolder, "extensions"),
    smokeDriver: options.smokeDriver ?? isDeveloping,
    env: options.env,
  };
}

const settingsFor = ({ settings, theme }: WorkbenchOptions) => ({
  ...quietSettings,
  ...(theme ? { "workbench.colorTheme": theme === "light" ? "Light Modern" : "Dark Modern" } : {}),
  ...settings,
});

async function openContext(
  browser: Browser,
  { viewport, theme }: WorkbenchOptions,
  origin: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: viewport ?? { width: 1280, height: 800 },
    colorScheme: theme ?? "dark",
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  return context;
}
