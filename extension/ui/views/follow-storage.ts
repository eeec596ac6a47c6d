import path from "node:path";
import type * as vscode from "vscode";
import { watchPoint } from "../../sharing/watch-points.ts";
import type { App } from "../app.ts";
import { watchWithVscode } from "../watch-files.ts";

/** Calls back when sessions may have changed, also when the storage is not there yet: then the way to it is watched. */
export function followStorage(
  app: Pick<App, "hasStorage" | "location" | "source">,
  onDidChange: () => void,
): vscode.Disposable {
  let watch: { dispose(): void } | undefined;
  let isOver = false;
  const begin = async () => {
    const next = (await app.hasStorage())
      ? app.source.watch(onDidChange)
      : await watchWay(app.location.dataDir, () => {
          onDidChange();
          void begin();
        });
    watch?.dispose();
    watch = next;
    if (isOver) next.dispose();
  };
  void begin();
  return {
    dispose() {
      isOver = true;
      watch?.dispose();
    },
  };
}

async function watchWay(dataDir: string, onDidChange: () => void): Promise<{ dispose(): void }> {
  const { folder, names } = await watchPoint(path.dirname(dataDir), [path.basename(dataDir)]);
  return watchWithVscode(folder, names.join(), onDidChange);
}
