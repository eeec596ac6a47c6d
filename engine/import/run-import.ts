import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Generation, Opencode } from "./find-opencode.ts";
import { type Environment, type OpencodeAnswer, runOpencode } from "./run-opencode.ts";
import type { SessionCopy } from "./session-copy.ts";
import { toV1Export } from "./v1-export.ts";
import { toV2Export } from "./v2-export.ts";

const IMPORT_TIMEOUT_MS = 120_000;
const DELETE_TIMEOUT_MS = 30_000;

/** opencode did not import the copy; `output` is what it said. */
export class ImportFailedError extends Error {
  readonly output: string;

  constructor(output: string) {
    super(`opencode did not import the session: ${output || "it gave no reason"}`);
    this.name = "ImportFailedError";
    this.output = output;
  }
}

/** The text of the import file for a generation of opencode. */
export function importFileText(copy: SessionCopy, generation: Generation): string {
  return JSON.stringify(generation === "2.x" ? toV2Export(copy) : toV1Export(copy));
}

/** The arguments by which a generation of opencode imports a file. */
export function importArguments(generation: Generation, file: string): string[] {
  return generation === "2.x" ? ["session", "import", file] : ["import", file];
}

/**
 * Has opencode import a copy into the copy's own folder; returns the new session's id.
 * @throws ImportFailedError when opencode refuses; what it had begun to write is deleted again
 */
export async function importWithOpencode(
  opencode: Opencode,
  copy: SessionCopy,
  env: Environment,
  signal?: AbortSignal,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "opencode-import-"));
  const { path, generation } = opencode;
  const { id, directory } = copy.session;
  const place = { path, cwd: directory, env };
  try {
    const file = join(folder, "session.json");
    await writeFile(file, importFileText(copy, generation), { mode: 0o600, flag: "wx" });
    const args = importArguments(generation, file);
    const answer = await runOpencode({ ...place, args, timeoutMs: IMPORT_TIMEOUT_MS, signal });
    // It also exits with 0 when it did nothing: only the id it names counts.
    if (!answer.stdout.includes(`Imported session: ${id}`)) throw new ImportFailedError(lastWords(answer));
    return id;
  } catch (error) {
    const args = ["session", "delete", id];
    await runOpencode({ ...place, args, timeoutMs: DELETE_TIMEOUT_MS }).catch(() => {});
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const LAST_WORDS_LENGTH = 400;

function lastWords({ stdout, stderr }: OpencodeAnswer): string {
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).join(" ").slice(0, LAST_WORDS_LENGTH);
}
