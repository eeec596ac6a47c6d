import { delimiter } from "node:path";

/**
 * The environment with a folder first on its PATH, which Windows spells `Path`.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export function withFirstOnPath(folder, env) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const rest = env[name];
  return { ...env, [name]: rest ? `${folder}${delimiter}${rest}` : folder };
}
