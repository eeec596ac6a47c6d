import { readServiceKey } from "./identity/service-key.ts";
import type { Stores } from "./storage/stores.ts";

/** The key of a service, of the data folder that its stores are in. */
export async function keyOf(dataDir: string, { shares, damage }: Stores): Promise<Uint8Array> {
  return readServiceKey({
    dataDir,
    isNew: (await shares.count({})) === 0,
    keepAside: (path, what) => damage.keep("key", path, what),
  });
}
