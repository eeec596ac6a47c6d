import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname } from "node:path";
import { withFirstOnPath } from "./path.mjs";

/** Signals that stop a program; the child decides what they mean. */
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
/** One Ctrl-C reaches us twice, from the terminal and from npm; ms. */
const SAME_SIGNAL_MS = 500;

/**
 * Runs a script as if it were this process: same terminal, same exit code, each signal once; its Node is first on PATH.
 * @param {string} node
 * @param {readonly string[]} args
 */
export function runAsChild(node, args) {
  const isWindows = process.platform === "win32";
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: "inherit",
    env: withFirstOnPath(dirname(node), process.env),
    // A group of its own, so that the terminal's signals come through us alone. Windows tells all of a console by itself.
    detached: !isWindows,
  });
  let forwardedAt = Number.NEGATIVE_INFINITY;
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (isWindows || performance.now() - forwardedAt < SAME_SIGNAL_MS) return;
      forwardedAt = performance.now();
      child.kill(signal);
    });
  child.on("error", (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 1);
  });
}
