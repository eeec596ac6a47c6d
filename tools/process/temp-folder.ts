import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./at-exit.ts";

/** A folder for the time being; removed by `remove`, at the latest when this process ends. */
export interface TempFolder {
  readonly path: string;
  remove(): void;
}

/** Makes a temporary folder with its real path (macOS links /tmp elsewhere). */
export function makeTempFolder(name: string): TempFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  const removeNow = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  const forget = atExit(removeNow);
  return {
    path,
    remove() {
      forget();
      removeNow();
    },
  };
}
