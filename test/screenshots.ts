// Takes the README's pictures from the running product: VS Code while it shares, and the session's page.
import { join } from "node:path";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { build } from "../tools/build.ts";
import { demoFolders } from "../tools/demo/demo-folders.ts";
import { prepareDemo } from "../tools/demo/prepare-demo.ts";
import { packageExtension } from "../tools/packaging.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { root } from "../tools/root.ts";
import { launchWorkbench } from "../tools/vscode/workbench.ts";
import { Editor } from "./driver/editor.ts";

const images = join(root, "docs/images");
const temp = makeTempFolder("screenshots");
const folders = demoFolders(temp.path);
await build();
const { workspace, session } = await prepareDemo(folders, join(root, "examples"));
const service = await ServiceProcess.start({ dataDir: folders.serviceData });
const { page, context, stop } = await launchWorkbench({
  folder: workspace,
  vsix: await packageExtension(join(temp.path, "extension.vsix")),
  settings: { "opencode.sharing.storagePath": folders.storage, "opencode.sharing.serviceUrl": service.url },
  theme: "dark",
  viewport: { width: 1360, height: 850 },
});
const editor = new Editor(page);
try {
  await editor.indicator.waitFor();
  await editor.run("OpenCode: Share Session");
  await editor.pick(session.title);
  await editor.pick("Share now");
  await editor.answer("Share");
  await editor.notification("is shared").waitFor();
  const link = await editor.clipboard();
  await editor.choose("is shared", "Open");
  await editor.viewer.locator("[data-message-id]").first().waitFor();
  await page.locator(".activitybar .action-label[aria-label^='OpenCode Share']").click();
  await page.locator(".pane-header", { hasText: "Shares" }).waitFor();
  await page.waitForTimeout(2000);
  await page.screenshot({ path: join(images, "vscode.png") });

  const shared = await context.newPage();
  await shared.setViewportSize({ width: 1100, height: 850 });
  await shared.emulateMedia({ colorScheme: "light" });
  await shared.goto(link);
  await shared.locator("[data-message-id]").first().waitFor();
  await shared.waitForTimeout(500);
  await shared.screenshot({ path: join(images, "page.png") });
} finally {
  await stop();
  await service.stop();
}
