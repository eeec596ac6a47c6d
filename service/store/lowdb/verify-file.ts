import * as fs from "node:fs/promises";
import type { Verified } from "../verified.ts";
import { isMissing } from "./files.ts";
import { parseLine } from "./journal-line.ts";
import { readLines } from "./read-lines.ts";

/**
 * Reads a journal as it lies on disk.
 * @param read takes a record whose checksum is right; throws when it makes no sense
 */
export async function verifyFile(
  path: string,
  name: string,
  read: (json: Buffer) => void,
): Promise<Verified> {
  const file = await fs.open(path, "r").catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  if (!file) return { name, records: 0, problem: "the file is missing" };
  try {
    return await verifyLines(file, name, read);
  } finally {
    await file.close();
  }
}

async function verifyLines(
  file: fs.FileHandle,
  name: string,
  read: (json: Buffer) => void,
): Promise<Verified> {
  const { size } = await file.stat();
  let [line, records, end] = [0, 0, 0];
  let problem: string | undefined;
  for await (const found of readLines(file))
    for (const { line: text, end: here } of found) {
      line += 1;
      end = here;
      const wrong = wrongWith(text, read);
      if (wrong === undefined) records += 1;
      else problem ??= `line ${line}: ${wrong}`;
    }
  return {
    name,
    records,
    ...(size > end ? { unfinished: size - end } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}

function wrongWith(line: Buffer, read: (json: Buffer) => void): string | undefined {
  const json = parseLine(line);
  if (!json) return "the checksum is wrong";
  try {
    read(json);
    return undefined;
  } catch {
    return "the record cannot be read";
  }
}
