import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { makeTempFolder } from "../process/temp-folder.ts";

/** A copy of the repository in which files can be changed. */
export interface Sandbox {
  readonly path: string;
  /** Where what runs in it keeps its temporary files. */
  readonly temp: string;
  /** Has a file say something else while `work` goes on; temporary files are gone after it. */
  with<T>(file: string, source: string, work: () => Promise<T>): Promise<T>;
  remove(): void;
}

/** Copies all that belongs to the repository, whether it is committed or not; packages are shared. */
export function makeSandbox(root: string): Sandbox {
  const folder = makeTempFolder("mutation");
  const { path } = folder;
  // A PostgreSQL that tests start as another user finds its files through it.
  chmodSync(path, 0o711);
  for (const file of filesOf(root)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    copyFileSync(join(root, file), join(path, file));
  }
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"), "junction");
  const temp = join(path, "tmp");
  const emptyTemp = () => {
    rmSync(temp, { recursive: true, force: true, maxRetries: 3 });
    mkdirSync(temp);
  };
  emptyTemp();
  return {
    path,
    temp,
    async with(file, source, work) {
      const target = join(path, file);
      const original = readFileSync(target);
      writeFileSync(target, source);
      try {
        return await work();
      } finally {
        writeFileSync(target, original);
        emptyTemp();
      }
    },
    remove: () => folder.remove(),
  };
}

function filesOf(root: string): string[] {
  const git = (...args: string[]) =>
    execFileSync("git", ["ls-files", "-z", ...args], { cwd: root, encoding: "utf8" })
      .split("\0")
      .filter((file) => file !== "" && file !== ".cache" && file !== "node_modules");
  const deleted = new Set(git("--deleted"));
  return [...new Set(git("--cached", "--others", "--exclude-standard"))].filter((file) => !deleted.has(file));
}
