import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withProgress } from "../terminal/progress.ts";

/** Which of Debian's packages, and what to say of them. */
export interface DebianPackages {
  readonly names: readonly string[];
  /** What is fetched, and how large it is. */
  readonly what: string;
  /** What to do where that is not possible. */
  readonly byHand: string;
}

/**
 * Unpacks packages of Debian in a folder, once, with all that this machine has not installed yet: nothing is installed, so
 * none of them is started as a service of the machine.
 * @throws Error that says what is missing
 */
export async function unpackPackages(folder: string, { names, what, byHand }: DebianPackages): Promise<void> {
  const ready = join(folder, ".ready");
  if (existsSync(ready)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await withProgress(`Fetching ${what}`, async () => unpack(folder, names, byHand));
  writeFileSync(ready, "");
}

function unpack(folder: string, names: readonly string[], byHand: string): void {
  const output = (command: string, ...args: readonly string[]) => outputOf(command, args, folder, byHand);
  if (process.getuid?.() === 0) spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
  // What an installation would bring: it knows what is there already, and needs no rights as long as it only says so.
  const plan = output("apt-get", "install", "-s", "--no-install-recommends", ...names);
  const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = ""]) => name);
  if (missing.length > 0) output("apt-get", "download", ...missing);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".deb"))) {
    output("dpkg-deb", "-x", name, ".");
    rmSync(join(folder, name));
  }
}

function outputOf(command: string, args: readonly string[], cwd: string, byHand: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  if (status === 0) return stdout;
  throw new Error(`${byHand}: ${command} ${args[0]} failed. ${stderr ?? ""}`.trim());
}
