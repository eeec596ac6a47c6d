import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Secrets } from "../registry/secrets.ts";

/** Secrets that several test processes share, as windows do. */
export function fileSecrets(folder: string): Secrets {
  const file = (key: string) => path.join(folder, key);
  return {
    get: (key) => readFile(file(key), "utf8").catch(() => undefined),
    async store(key, value) {
      await mkdir(folder, { recursive: true });
      await writeFile(file(key), value);
    },
    delete: (key) => rm(file(key), { force: true }),
  };
}
