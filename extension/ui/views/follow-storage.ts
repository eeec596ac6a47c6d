import path from "node:path";
import * as vscode from "vscode";
import { watchPoint } from "../../../engine/mode/watch-points.ts";
import { lookRegularly } from "../../../engine/sources/look-regularly.ts";
import type { StorageLocation } from "../../../engine/sources/opencode/find-storage.ts";
import type { SessionSource } from "../../../engine/sources/session-source.ts";
import { lookWhileWatcherBegins, watchWithVscode } from "../editor/watch-files.ts";

export interface FollowStorageDeps {
  readonly hasStorage: () => Promise<boolean>;
  readonly location: StorageLocation;
  readonly source: SessionSource;
}

/**
 * Calls back when sessions may have changed, also when the storage is not there yet: then the way to it is watched.
 * Begins after what reads the storage first: a new watcher of VS Code walks through every folder, and would take its time.
 */
export function followStorage(
  deps: FollowStorageDeps,
  reading: Promise<void>,
  onDidChange: () => void,
): vscode.Disposable {
  let watch: { dispose(): void } | undefined;
  let looking: vscode.Disposable | undefined;
  let isOver = false;
  const begin = async () => {
    const next = (await deps.hasStorage())
      ? deps.source.watch(onDidChange)
      : await watchWay(deps, () => {
          onDidChange();
          void begin();
        });
    watch?.dispose();
    watch = next;
    looking?.dispose();
    if (isOver) next.dispose();
    else looking = lookWhileWatcherBegins(onDidChange);
  };
  void reading.then(() => (isOver ? undefined : begin()));
  return {
    dispose() {
      isOver = true;
      watch?.dispose();
      looking?.dispose();
    },
  };
}

async function watchWay(
  { location: { dataDir }, hasStorage }: FollowStorageDeps,
  onDidChange: () => void,
): Promise<{ dispose(): void }> {
  const { folder, names } = await watchPoint(path.dirname(dataDir), [path.basename(dataDir)]);
  const looking = lookRegularly(() => void hasStorage().then((found) => found && onDidChange()));
  return vscode.Disposable.from(watchWithVscode(folder, names.join(), onDidChange), looking);
}
