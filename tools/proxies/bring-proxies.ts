import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withProgress } from "../terminal/progress.ts";

/** Debian's packages of the reverse proxies that are tested. */
const PACKAGES = ["nginx", "caddy", "apache2-bin"];
const BY_HAND = "please install nginx, caddy and apache2-bin, or run this on Debian or Ubuntu";

/**
 * The folder `.cache/proxies`, in which Debian's nginx, Caddy and Apache lie unpacked with all that this machine has not
 * installed yet: nothing is installed, so none of them is started as a service of the machine.
 * @throws Error that says what is missing
 */
export async function bringProxies(root: string): Promise<string> {
  const folder = join(root, ".cache/proxies");
  const ready = join(folder, ".ready");
  if (existsSync(ready)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await withProgress("Fetching nginx, Caddy and Apache (once, 15 MB)", async () => unpack(folder));
  writeFileSync(ready, "");
  return folder;
}

function unpack(folder: string): void {
  if (process.getuid?.() === 0) spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
  // What an installation would bring: it knows what is there already, and needs no rights as long as it only says so.
  const plan = output("apt-get", ["install", "-s", "--no-install-recommends", ...PACKAGES], folder);
  const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = ""]) => name);
  if (missing.length > 0) output("apt-get", ["download", ...missing], folder);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".deb"))) {
    output("dpkg-deb", ["-x", name, "."], folder);
    rmSync(join(folder, name));
  }
}

function output(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  if (status === 0) return stdout;
  throw new Error(`${BY_HAND}: ${command} ${args[0]} failed. ${stderr ?? ""}`.trim());
}
