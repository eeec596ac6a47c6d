import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ServiceProcess, type ServiceProcessOptions } from "../../fixtures/service-process.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench, type WorkbenchOptions } from "../../tools/vscode/workbench.ts";
import { Editor } from "./editor.ts";
import { type WrittenSession, writeSession } from "./written-session.ts";

/** A folder with what a person shares from: a project, opencode's storage, a service and VS Code, each once it is asked for. */
export class Stage {
  /** Holds all of it. */
  readonly folder: string;
  /** The project that VS Code opens; empty at first. */
  readonly workspace: string;
  /** Where VS Code looks for opencode's storage. */
  readonly opencodeData: string;
  /** Where the service keeps its data. */
  readonly serviceData: string;
  /** The VS Code that runs, from `launch` on. */
  workbench!: Workbench;
  readonly #vsix: string;
  #storage: SqliteStorage | undefined;
  readonly #ends: (() => unknown)[] = [];

  /** @param vsix the packaged extension */
  constructor(vsix: string) {
    this.#vsix = vsix;
    const temp = makeTempFolder("stage");
    this.atEnd(() => temp.remove());
    this.folder = temp.path;
    this.workspace = join(temp.path, "workspace");
    this.opencodeData = join(temp.path, "opencode");
    this.serviceData = join(temp.path, "service");
    mkdirSync(this.workspace);
  }

  /** Made when it is used first. */
  get storage(): SqliteStorage {
    if (this.#storage) return this.#storage;
    const storage = new SqliteStorage(this.opencodeData);
    this.atEnd(() => storage.close());
    this.#storage = storage;
    return storage;
  }

  /** Writes a session of the project, with a message for each prompt. */
  addSession(title: string, ...prompts: readonly string[]): WrittenSession {
    return writeSession(this.storage, { directory: this.workspace, title }, ...prompts);
  }

  /** Starts the service; again, too, when it has ended. */
  async startService(options: Omit<ServiceProcessOptions, "dataDir"> = {}): Promise<ServiceProcess> {
    const service = await ServiceProcess.start({ dataDir: this.serviceData, ...options });
    this.atEnd(() => service.stop());
    return service;
  }

  /** Launches VS Code with the packaged extension, in place of the one that ran. */
  async launch({ settings, ...options }: WorkbenchOptions = {}): Promise<Workbench> {
    await this.workbench?.stop();
    this.workbench = await launchWorkbench({
      folder: this.workspace,
      vsix: this.#vsix,
      settings: { "opencode.sharing.storagePath": this.opencodeData, ...settings },
      ...options,
    });
    return this.workbench;
  }

  /** The same, and waits until the extension shows itself, as it does when there is a storage. */
  async openEditor(options?: WorkbenchOptions): Promise<Editor> {
    const { page } = await this.launch(options);
    const editor = new Editor(page);
    await editor.indicator.waitFor();
    return editor;
  }

  /** Opens a page beside VS Code, in the same browser. */
  async browse(url: string): Promise<Page> {
    const page = await this.workbench.context.newPage();
    await page.goto(url);
    return page;
  }

  /** Has something else ended with the stage: after VS Code, and before what was there earlier. */
  atEnd(end: () => unknown): void {
    this.#ends.unshift(end);
  }

  /** Ends everything and removes the folder. */
  async end(): Promise<void> {
    await this.workbench?.stop();
    for (const end of this.#ends) await end();
  }
}
