import { root } from "../root.ts";
import { startGroup } from "./process-group.ts";

/**
 * Runs a program in the repository's folder with its output on this terminal.
 * @param what how to name it when it fails: "The build"
 * @throws Error when it fails
 */
export async function run(what: string, command: string, args: readonly string[]): Promise<void> {
  const group = startGroup(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const code = await group.exited;
  await group.stop();
  if (code !== 0) throw new Error(`${what} failed with code ${code ?? "none"}.`);
}
