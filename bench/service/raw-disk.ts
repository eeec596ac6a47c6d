import { open } from "node:fs/promises";
import { join } from "node:path";
import { partEntry } from "./filled-share.ts";

/** The same records appended to a file by one writer, each made durable before the next. @returns records per second */
export async function rawAppends(folder: string, count: number): Promise<number> {
  const file = await open(join(folder, "raw"), "a");
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    await file.appendFile(JSON.stringify(partEntry(i, i)));
    await file.datasync();
  }
  const seconds = (performance.now() - start) / 1000;
  await file.close();
  return count / seconds;
}
