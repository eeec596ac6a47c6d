import * as vscode from "vscode";
import type { ModeReading } from "../../sharing/read-mode.ts";
import type { ShareMode } from "../../sharing/share-mode.ts";

export interface FolderMode {
  /** Undefined in a window without folders. */
  readonly folder: string | undefined;
  readonly reading: ModeReading;
}

/** The share mode of this window's folders, as last read; `update` reads it again. */
export class WindowMode {
  readonly #read: () => Promise<readonly FolderMode[]>;
  readonly #changes = new vscode.EventEmitter<readonly FolderMode[]>();
  #folders: readonly FolderMode[] = [];
  #running: Promise<void> | undefined;
  #again = false;

  /** Fires after every update, also when it brought nothing new. */
  readonly onDidUpdate = this.#changes.event;

  constructor(read: () => Promise<readonly FolderMode[]>) {
    this.#read = read;
  }

  get folders(): readonly FolderMode[] {
    return this.#folders;
  }

  /** What holds for the window as a whole; undefined before the first update. */
  get current(): ModeReading | undefined {
    return loosest(this.#folders);
  }

  /** Reads once at a time; resolves when a reading that began after this call has been told. */
  async update(): Promise<void> {
    this.#again = true;
    while (this.#running) await this.#running;
    if (!this.#again) return;
    this.#again = false;
    this.#running = this.#work();
    await this.#running.finally(() => {
      this.#running = undefined;
    });
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #work(): Promise<void> {
    this.#folders = await this.#read();
    this.#changes.fire(this.#folders);
  }
}

const LOOSENESS: Readonly<Record<ShareMode, number>> = { disabled: 0, manual: 1, auto: 2 };

/** The loosest mode of some folders: what is possible somewhere in the window. */
export function loosest(folders: readonly FolderMode[]): ModeReading | undefined {
  return folders
    .map(({ reading }) => reading)
    .reduce<ModeReading | undefined>(
      (held, reading) => (!held || LOOSENESS[reading.mode] > LOOSENESS[held.mode] ? reading : held),
      undefined,
    );
}
