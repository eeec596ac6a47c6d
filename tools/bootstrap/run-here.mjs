import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { withFirstOnPath } from "./path.mjs";

/**
 * Runs a script in this process, as if Node had been called with it: no other process is left when this one is killed.
 * @param {string} script its path
 * @param {readonly string[]} args
 * @returns {Promise<void>} when it is loaded
 */
export async function runHere(script, args) {
  process.argv.splice(1, Number.POSITIVE_INFINITY, script, ...args);
  Object.assign(process.env, withFirstOnPath(dirname(process.execPath), process.env));
  silenceExperiments();
  await import(pathToFileURL(script).href);
}

/** As --disable-warning=ExperimentalWarning does. */
function silenceExperiments() {
  const listeners = process.rawListeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning")
      for (const listener of listeners) Reflect.apply(listener, process, [warning]);
  });
}
