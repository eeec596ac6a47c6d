import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname } from "node:path";
import { withFirstOnPath } from "./path.mjs";

/** Signals that stop a program; the child decides what they mean. */
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
const END_WITH_PARENT = new URL("../process/preload-end-with-parent.mjs", import.meta.url).href;

/**
 * Runs a script as if it were this process: same terminal, same signals, same exit code; its Node is first on PATH. The one
 * that is left when the other was killed ends, too.
 * @param {string} node
 * @param {readonly string[]} args
 */
export function runAsChild(node, args) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", "--import", END_WITH_PARENT, ...args], {
    stdio: "inherit",
    env: withFirstOnPath(dirname(node), process.env),
  });
  // A terminal tells the child by itself, which then hears it twice, as it does from npm. Windows tells all of a console.
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (process.platform !== "win32") child.kill(signal);
    });
  child.on("error", (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 1);
  });
}
