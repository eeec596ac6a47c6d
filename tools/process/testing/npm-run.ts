import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { findNpm } from "../../bootstrap/npm.mjs";
import type { MarkedProcesses } from "./marked-processes.ts";

/** `npm run` with a script's name, as a person calls it, in a folder. */
export interface NpmRun {
  readonly child: ChildProcess;
  /** All that was printed so far. */
  output(): string;
  /** Resolves with a line that fits. @throws Error with the output, when it ends without one */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

export function npmRun(
  cwd: string,
  script: string,
  marked: MarkedProcesses,
  env: Readonly<Record<string, string>> = {},
): NpmRun {
  const npm = findNpm(process.env, process.execPath);
  const [command, ...args] = npm ? [process.execPath, npm] : ["npm"];
  const child = spawn(command ?? "", [...args, "run", "--silent", script], {
    cwd,
    env: { ...process.env, ...marked.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const waiting = new Set<() => void>();
  const hear = (text: string) => {
    printed += text;
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on("line", (line) => hear(`${line}\n`));
  return {
    child,
    output: () => printed,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(printed);
          if (match) resolve(match);
        };
        waiting.add(look);
        child.once("exit", (code) => reject(new Error(`It ended with ${code}:\n${printed}`)));
        look();
      }),
  };
}
