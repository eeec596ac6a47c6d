import type { Page } from "playwright-core";
import { Editor } from "../../test/driver/editor.ts";
import { launchWorkbench, type Workbench } from "../../tools/vscode/workbench.ts";

export interface SharedWindowOptions {
  readonly vsix: string;
  /** The window's folder; the session to share is of this folder. */
  readonly folder: string;
  readonly storagePath: string;
  readonly serviceUrl: string;
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A real VS Code whose packaged extension shares a session. */
export interface SharedWindow {
  readonly workbench: Workbench;
  readonly link: string;
}

/** Shares a session as a person does. */
export async function openSharedWindow(options: SharedWindowOptions): Promise<SharedWindow> {
  const { vsix, folder, storagePath, serviceUrl, title, env = {} } = options;
  const workbench = await launchWorkbench({
    vsix,
    folder,
    env,
    settings: { "opencode.sharing.storagePath": storagePath, "opencode.sharing.serviceUrl": serviceUrl },
  });
  try {
    const editor = new Editor(workbench.page);
    await editor.indicator.waitFor();
    return { workbench, link: await editor.share(title) };
  } catch (error) {
    await workbench.stop();
    throw error;
  }
}

/** Opens a share's page beside a window. */
export async function openPage({ context }: Workbench, link: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(link);
  await page.locator("[data-message-id]").first().waitFor();
  return page;
}
