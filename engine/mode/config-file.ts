import { messageOf } from "../../primitives/message-of.ts";
import { readRegularFile, SHORT_FILE_BYTES, UnfitFileError } from "../sources/regular-file.ts";
import type { ConfiguredMode } from "./agent-config.ts";

/** What a file says, and where it is. */
export type ModeInFile = ConfiguredMode & { readonly path: string };

/**
 * What a config file says; undefined when there is none, or when it says nothing. One that is there and cannot be read
 * counts as `disabled`: it may have said so.
 */
export async function readConfigFile(
  file: string,
  parse: (text: string) => ConfiguredMode | undefined,
): Promise<ModeInFile | undefined> {
  try {
    const configured = parse(await readRegularFile(file, SHORT_FILE_BYTES));
    return configured && { ...configured, path: file };
  } catch (error) {
    if (isNotThere(error)) return undefined;
    return { mode: "disabled", offset: 0, problem: `it ${whyNot(error)}`, path: file };
  }
}

function isNotThere(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}

function whyNot(error: unknown): string {
  if (error instanceof UnfitFileError) return error.why;
  return `cannot be read (${messageOf(error)})`;
}
