import { readFileSync, writeFileSync } from "node:fs";
import type { Secrets } from "../../engine/registry/secrets.ts";

type Values = Record<string, string>;

/** Keeps secrets in one JSON file that only its user may read. */
export function fileSecrets(path: string): Secrets {
  const values = read(path);
  const write = () => writeFileSync(path, JSON.stringify(values), { mode: 0o600 });
  return {
    get: async (key) => values[key],
    store: async (key, value) => {
      values[key] = value;
      write();
    },
    delete: async (key) => {
      delete values[key];
      write();
    },
  };
}

function read(path: string): Values {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Values;
  } catch {
    return {};
  }
}
