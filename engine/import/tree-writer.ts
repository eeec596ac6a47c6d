import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { V1Export } from "./v1-export.ts";

/**
 * Writes a session into the JSON tree of opencode 1.0 and 1.1, all or nothing: opencode finds messages and parts
 * only through their session, whose file therefore comes last and appears whole. A failure leaves nothing behind.
 * @param storagePath the tree's root: the `storage` folder in opencode's data folder
 */
export async function writeToTree(storagePath: string, { info, messages }: V1Export): Promise<void> {
  const sessionFile = join(storagePath, "session", info.projectID, `${info.id}.json`);
  const messageFolder = join(storagePath, "message", info.id);
  const partFolders = messages.map(({ info: message }) => join(storagePath, "part", message.id));
  // opencode lists folders by glob and would take a temporary file in them for a session: it waits in the root.
  const draft = join(storagePath, `${info.id}.json.tmp`);
  try {
    for (const { info: message, parts } of messages) {
      for (const part of parts)
        await writeNew(join(storagePath, "part", message.id, `${part.id}.json`), part);
      await writeNew(join(messageFolder, `${message.id}.json`), message);
    }
    await writeNew(draft, info);
    await mkdir(dirname(sessionFile), { recursive: true });
    await rename(draft, sessionFile);
  } catch (error) {
    for (const path of [sessionFile, draft, messageFolder, ...partFolders])
      await rm(path, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

async function writeNew(path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value, null, 2), { flag: "wx" });
}
