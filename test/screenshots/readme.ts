import { join } from "node:path";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { demoFolders } from "../../tools/demo/demo-folders.ts";
import { prepareDemo } from "../../tools/demo/prepare-demo.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { root } from "../../tools/root.ts";
import { launchWorkbench } from "../../tools/vscode/workbench.ts";
import { Editor } from "../driver/editor.ts";
import { ShareViews } from "../driver/share-views.ts";
import { Camera } from "./camera.ts";

/** The README's pictures: VS Code while it shares, and the session's page. */
export async function shootReadme(vsix: string): Promise<void> {
  const temp = makeTempFolder("readme");
  const folders = demoFolders(temp.path);
  const { workspace, session } = await prepareDemo(folders, join(root, "examples"));
  const service = await ServiceProcess.start({ dataDir: folders.serviceData });
  const { page, context, stop } = await launchWorkbench({
    folder: workspace,
    vsix,
    settings: {
      "opencode.sharing.storagePath": folders.storage,
      "opencode.sharing.serviceUrl": service.url,
    },
    theme: "dark",
    viewport: { width: 1360, height: 850 },
  });
  const editor = new Editor(page);
  const camera = new Camera("");
  try {
    await editor.indicator.waitFor();
    const link = await editor.share(session.title);
    await editor.choose("is shared", "Open");
    await editor.viewer.locator("[data-message-id]").first().waitFor();
    const views = new ShareViews(page);
    await views.open();
    await views.row("Shares", session.title).waitFor();
    await camera.take(page, "vscode");

    const shared = await context.newPage();
    await shared.setViewportSize({ width: 1100, height: 850 });
    await shared.emulateMedia({ colorScheme: "light" });
    await shared.goto(link);
    await shared.locator("[data-message-id]").first().waitFor();
    await camera.take(shared, "page");
  } finally {
    await stop();
    await service.stop();
    temp.remove();
  }
}
