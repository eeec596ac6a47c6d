import { join } from "node:path";
import { run } from "./process/run.ts";
import { root } from "./root.ts";

/** Builds dist/. @throws Error when it fails; esbuild has said why */
export async function build(...flags: readonly string[]): Promise<void> {
  await run("The build", process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(root, "esbuild.mjs"),
    ...flags,
  ]);
}
