import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { adminKeySchema } from "../../protocol/identity.ts";

const runningServiceSchema = z.object({ url: z.url(), key: adminKeySchema });

/** How the command line reaches the service that runs on a data folder. */
export type RunningService = z.infer<typeof runningServiceSchema>;

const pathIn = (dataDir: string) => join(dataDir, "admin.json");

/** Tells the command line where the service is; only who may read the data folder can read it. */
export async function tellService(dataDir: string, service: RunningService): Promise<void> {
  const path = pathIn(dataDir);
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, `${JSON.stringify(service)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Removes what a service has told, be it this one or one that was killed. */
export async function forgetService(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/** The service that runs on a data folder; undefined while none has said that it does. */
export async function findService(dataDir: string): Promise<RunningService | undefined> {
  const text = await readFile(pathIn(dataDir), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return text === undefined ? undefined : runningServiceSchema.parse(JSON.parse(text));
}
