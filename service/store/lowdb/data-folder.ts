import * as fs from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StoreUnavailableError } from "../errors.ts";
import { FOLDER_MODE, syncFolder } from "./files.ts";

/** Makes the folder of all data, with that of the shares in it. @throws StoreUnavailableError */
export async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await fs.mkdir(join(dataDir, "shares"), { recursive: true, mode: FOLDER_MODE });
    await syncFolder(dirname(resolve(dataDir)));
  } catch (cause) {
    throw new StoreUnavailableError("the data folder cannot be made", { cause });
  }
}
