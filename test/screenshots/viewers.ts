import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Expiry } from "../../engine/options/expiry.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { assistantMessage, textPart, toolPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { type DemoFolders, demoFolders } from "../../tools/demo/demo-folders.ts";
import { prepareDemo } from "../../tools/demo/prepare-demo.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { root } from "../../tools/root.ts";
import { createShareEngine } from "../../tools/share-engine.ts";
import { launchWorkbench } from "../../tools/vscode/workbench.ts";
import { Editor } from "../driver/editor.ts";
import { Camera, type Look, PATIENCE_MS, settingsFor, themeFor } from "./camera.ts";

/** How many messages the largest of the sessions has. */
const HUGE_MESSAGES = 2000;
const LAST_WORDS = `It adds up ${HUGE_MESSAGES / 2} prices.`;
const EXPIRES_AFTER_MS = 1500;

/** Pictures of a share's states, on its page and in VS Code. */
export async function shootViewers(vsix: string, look: Look): Promise<void> {
  const temp = makeTempFolder("viewers");
  const service = await ServiceProcess.start({ dataDir: join(temp.path, "service") });
  const folders = demoFolders(temp.path);
  const links = await shareAll(folders, service.url);
  const { page, context, stop } = await launchWorkbench({
    folder: folders.workspace,
    vsix,
    settings: {
      "opencode.sharing.storagePath": folders.storage,
      "opencode.sharing.serviceUrl": service.url,
      ...settingsFor(look),
    },
    theme: themeFor(look),
    viewport: { width: 900, height: 640 },
  });
  const editor = new Editor(page);
  const inBrowser = new Camera("page", look);
  const inEditor = new Camera("webview", look);
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    await editor.indicator.waitFor();
    await editor.run("View: Toggle Primary Side Bar Visibility");
    for (const [name, link] of Object.entries(links)) {
      await editor.openLink(link);
      await editor.viewer.locator(SOMETHING).first().waitFor();
      if (name === "huge") await editor.viewer.getByText(LAST_WORDS).scrollIntoViewIfNeeded();
      await inEditor.take(page, name);
      await editor.run("View: Close All Editors");
    }
    const shared = await context.newPage();
    await shared.setViewportSize({ width: 900, height: 640 });
    for (const [name, link] of Object.entries(links)) {
      await shared.goto(link);
      await shared.locator(SOMETHING).first().waitFor();
      if (name === "huge") await shared.getByText(LAST_WORDS).scrollIntoViewIfNeeded();
      await inBrowser.take(shared, name);
    }
  } finally {
    await stop();
    await service.stop();
    temp.remove();
  }
}

/** What a viewer shows once it has its session, or knows that it gets none. */
const SOMETHING = "[data-message-id], h1:not(:empty)";

/** Shares a session for each state. @returns the links by state */
async function shareAll(folders: DemoFolders, serviceUrl: string): Promise<Readonly<Record<string, string>>> {
  const { session: sample } = await prepareDemo(folders, join(root, "examples"));
  const storage = new SqliteStorage(folders.storage);
  const ids = {
    sample: sample.id,
    empty: storage.createSession({ directory: "/work/shop", title: "Just begun" }),
    huge: writeHuge(storage),
    ended: storage.createSession({ directory: "/work/shop", title: "Over" }),
    expired: storage.createSession({ directory: "/work/shop", title: "Past" }),
  };
  storage.close();
  const engine = createShareEngine({ storagePath: folders.storage });
  const sessions = await engine.source.list();
  const links: Record<string, string> = {};
  for (const [state, id] of Object.entries(ids)) {
    const session = sessions.find((one) => one.id === id);
    if (!session) throw new Error(`the session for “${state}” is missing`);
    const expiry: Expiry =
      state === "expired" ? { kind: "date", at: Date.now() + EXPIRES_AFTER_MS } : { kind: "never" };
    const request = { session, serviceUrl, expiry };
    const { shareId, shareUrl } = await engine.sharing.share(request, () => {}, AbortSignal.timeout(60_000));
    if (state === "ended") await engine.sharing.unshare(shareId);
    links[state] = shareUrl;
  }
  await engine.dispose();
  await delay(EXPIRES_AFTER_MS);
  return links;
}

function writeHuge(storage: SqliteStorage): string {
  const id = storage.createSession({ directory: "/work/shop", title: "A long day" });
  storage.database.exec("begin");
  for (let i = 0; i < HUGE_MESSAGES / 2; i++) {
    const prompt = storage.putMessage(id, userMessage());
    storage.putPart(id, prompt, textPart(`Step ${i + 1}: what does line ${i + 1} do?`));
    const now = Date.now();
    const answer = storage.putMessage(
      id,
      assistantMessage(prompt, { time: { created: now, completed: now + 1 } }),
    );
    const input = { command: `sed -n ${i + 1}p src/cart.ts`, description: `Show line ${i + 1}` };
    const state = { status: "completed", input, output: "const price = sum(items);", metadata: {} };
    storage.putPart(id, answer, toolPart("bash", `call_${i}`, { ...state, title: input.description }));
    storage.putPart(
      id,
      answer,
      textPart(`It adds up **${i + 1}** prices.\n\n- no rounding\n- no currency\n`),
    );
  }
  storage.database.exec("commit");
  return id;
}
