// `npm run check`: types, lint rules and architecture of the whole repository, side by side.
import { once } from "node:events";
import { join } from "node:path";
import { endOnSignals } from "./process/end-on-signals.ts";
import { startGroup } from "./process/process-group.ts";
import { root } from "./root.ts";

const checks = [
  { name: "types", command: ["node_modules/typescript/bin/tsc", "-b"] },
  { name: "architecture", command: ["tools/architecture/main.ts"] },
  { name: "lint", command: ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."] },
] as const;

endOnSignals();
const started = performance.now();
const failed = (await Promise.all(checks.map(check))).filter((name) => name !== undefined);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(failed.length === 0 ? `check: all fine (${seconds} s)` : `check: ${failed.join(" and ")} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs one check and prints its output in one piece; returns its name when it failed. */
async function check({ name, command }: (typeof checks)[number]): Promise<string | undefined> {
  const [script, ...args] = command;
  const { child } = startGroup(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return undefined;
  process.stdout.write(Buffer.concat(output));
  return name;
}
