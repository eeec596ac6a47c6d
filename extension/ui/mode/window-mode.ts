import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { ShareMode } from "../../../engine/mode/share-mode.ts";

export interface FolderMode {
  /** Undefined in a window without folders. */
  readonly folder: string | undefined;
  readonly reading: ModeReading;
}

export interface WindowModeDeps {
  /** The modes of this window's folders, read now. */
  readonly read: () => Promise<readonly FolderMode[]>;
  /** The mode where a session works, read now; undefined for a directory that is not in this window. */
  readonly readAt: (directory: string) => Promise<ModeReading | undefined>;
}

/** The share mode of this window, as last read; `update` reads it again. */
export class WindowMode {
  readonly #deps: WindowModeDeps;
  readonly #changes = new vscode.EventEmitter<readonly FolderMode[]>();
  #folders: readonly FolderMode[] = [];
  /** Views ask at every change of a share, and reading means opening a dozen files. */
  #byDirectory = new Map<string, Promise<ModeReading | undefined>>();
  #running: Promise<void> | undefined;
  #again = false;

  /** Fires after every update, also when it brought nothing new. */
  readonly onDidUpdate = this.#changes.event;

  constructor(deps: WindowModeDeps) {
    this.#deps = deps;
  }

  get folders(): readonly FolderMode[] {
    return this.#folders;
  }

  /** What holds for the window as a whole; undefined before the first update. */
  get current(): ModeReading | undefined {
    return loosest(this.#folders);
  }

  /** The modes where some sessions work, by directory, not older than the last update; directories of other windows have none. */
  async of(directories: readonly string[]): Promise<ReadonlyMap<string, ModeReading>> {
    const known = this.#byDirectory;
    const modes = new Map<string, ModeReading>();
    for (const directory of new Set(directories)) {
      const reading = known.get(directory) ?? this.#deps.readAt(directory);
      known.set(directory, reading);
      const mode = await reading;
      if (mode) modes.set(directory, mode);
    }
    return modes;
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
    this.#folders = await this.#deps.read();
    this.#byDirectory = new Map();
    this.#changes.fire(this.#folders);
  }
}

const LOOSENESS: Readonly<Record<ShareMode, number>> = { disabled: 0, manual: 1, auto: 2 };

/** The loosest mode of some folders: what is possible somewhere in the window. */
function loosest(folders: readonly FolderMode[]): ModeReading | undefined {
  return folders
    .map(({ reading }) => reading)
    .reduce<ModeReading | undefined>(
      (held, reading) => (!held || LOOSENESS[reading.mode] > LOOSENESS[held.mode] ? reading : held),
      undefined,
    );
}
