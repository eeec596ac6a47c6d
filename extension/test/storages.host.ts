import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { until } from "../../engine/testing/until.ts";
import { assistantMessage, textPart, userMessage } from "../../fixtures/session-content.ts";
import { STORAGE_FORMS } from "../../fixtures/storage-forms.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { SharedHere } from "./shared-here.ts";
import { activeWindow, openFolder } from "./this-editor.ts";

describe("sessions of every storage, through VS Code's own watcher", () => {
  let app: WindowParts;
  let dataDir: string;
  let shared: SharedHere | undefined;
  const useStorage = (folder: string | undefined) =>
    vscode.workspace
      .getConfiguration("opencode.sharing")
      .update("storagePath", folder, vscode.ConfigurationTarget.Global);

  before(async () => {
    app = await activeWindow();
  });

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "storages-host-"));
    await useStorage(dataDir);
  });

  afterEach(async () => {
    await shared?.unshare();
    shared = undefined;
    await useStorage(undefined);
    await rm(dataDir, { recursive: true, maxRetries: 10 });
  });

  for (const form of STORAGE_FORMS)
    it(`are shared while they grow, with their sub-agents and what is taken back: ${form.name}`, async () => {
      const folder = openFolder();
      const answer = (to: string) => assistantMessage(to, { path: { cwd: folder, root: folder } });
      const writer = form.open(dataDir);
      try {
        const session = writer.createSession({ directory: folder, title: "Grows" });
        const prompt = writer.putMessage(session, userMessage());
        writer.putPart(session, prompt, textPart("Why is it slow?"));
        await until(async () => (await app.sessions()).some(({ id }) => id === session));
        const share = await SharedHere.share(app, session);
        shared = share;
        await until(() => share.isEqual({ text: "Why is it slow?" }));

        const message = writer.putMessage(session, answer(prompt));
        const part = writer.putPart(session, message, textPart("It reads"));
        await until(() => share.isEqual({ text: "It reads" }));
        writer.appendText(session, message, part, " every byte twice.");
        await until(() => share.isEqual({ text: "It reads every byte twice." }));

        const child = writer.createSession({ directory: folder, title: "Looks", parentId: session });
        const task = writer.putMessage(child, userMessage());
        writer.putPart(child, task, textPart("Look for loops"));
        await until(() => share.isEqual({ text: "Look for loops" }));

        writer.removeMessage(session, message);
        await until(() => share.isEqual({ without: "every byte" }));
      } finally {
        writer.close();
      }
    });
});
