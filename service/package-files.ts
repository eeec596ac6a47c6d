import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The service runs from `service/` as it is, and from `dist/service/` when it is built. */
const roots = [join(import.meta.dirname, ".."), join(import.meta.dirname, "..", "..")];

/** Folder of the built page, wherever this runs from; it may not be built yet. */
export function findPageDir(): string {
  return join(findRoot(), "dist", "page");
}

/** The version of this package. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(findRoot(), "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function findRoot(): string {
  const root = roots.find((folder) => existsSync(join(folder, "package.json")));
  if (!root) throw new Error(`package.json is missing beside ${import.meta.dirname}`);
  return root;
}
