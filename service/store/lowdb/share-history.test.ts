import * as fs from "node:fs/promises";
import { basename, join } from "node:path";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { describeShareHistory, type LastingStore } from "../contract/share-history.ts";
import { LowdbStore } from "./lowdb-store.ts";

const newFolder = temporaryFolders();

/** Rewritten again and again, so that every act meets a journal that is being rewritten. */
const compaction = { bytes: 300, timesLive: 0.2 };

async function open(dataDir: string): Promise<LastingStore> {
  const store = await LowdbStore.open({ dataDir, compaction });
  return {
    store,
    reopen: async () => {
      await store.close();
      return open(dataDir);
    },
    /** Goes on with the files as they lie on the disk now. */
    crash: async () => {
      const left = newFolder();
      await fs.cp(dataDir, left, {
        recursive: true,
        filter: (path) => !basename(path).startsWith("lock"),
      });
      // Nobody waits for a holder that the copy never had.
      await fs.writeFile(join(left, "lock.free"), "");
      await store.close();
      return open(left);
    },
  };
}

describeShareHistory("LowdbStore", () => open(newFolder()), 40);
