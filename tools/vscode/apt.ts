import { spawnSync } from "node:child_process";

/** Installs Debian packages, where that needs no password. @throws Error that says what to install by hand */
export function aptInstall(packages: readonly string[]): void {
  const names = packages.join(" ");
  if (!canUseApt()) throw new Error(`please install ${names} (on Debian: sudo apt-get install ${names}).`);
  console.error(`Installing ${names} with apt-get …`);
  const options = {
    stdio: ["ignore", "ignore", "inherit"] as const,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  spawnSync("apt-get", ["update", "-qq"], { ...options, stdio: "ignore" });
  if (spawnSync("apt-get", install, { ...options, stdio: ["ignore", "ignore", "inherit"] }).status !== 0)
    throw new Error(`apt-get could not install ${names}.`);
}

function canUseApt(): boolean {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0;
}
