import type { PartOf, ToolState } from "../../protocol/session.ts";
import { type PatchFile, patchFiles } from "./patch-files.ts";

/** How a call stands for a reader: `stalled` is a call whose result will not come any more. */
export type CallStatus = ToolState["status"] | "stalled";

export function callStatus({ state }: PartOf<"tool">, isActive: boolean): CallStatus {
  const isWaiting = state.status === "pending" || state.status === "running";
  return isWaiting && !isActive ? "stalled" : state.status;
}

/** What the call is about, in one line: the agent's own title, else the most telling input. */
export function callTitle({ state }: PartOf<"tool">): string {
  if ("title" in state && typeof state.title === "string" && state.title !== "") return state.title;
  const input = asRecord(state.input);
  for (const name of ["description", "command", "filePath", "path", "pattern", "query", "url", "name"]) {
    const value = input?.[name];
    if (typeof value === "string" && value !== "") return firstLine(value);
  }
  return "";
}

/** How long the call took, ms; undefined while it is unknown. */
export function callDuration({ state }: PartOf<"tool">): number | undefined {
  const time = "time" in state ? asRecord(state.time) : undefined;
  const { start, end } = time ?? {};
  return typeof start === "number" && typeof end === "number" ? Math.max(0, end - start) : undefined;
}

/** What the call gave so far: its result, or what a running command has printed. */
export function callOutput({ state }: PartOf<"tool">): string | undefined {
  if (state.status === "completed") return state.output;
  const { output } = callMetadata({ state });
  return typeof output === "string" ? output : undefined;
}

/** The exit code of a command, where it failed. */
export function failedExit({ state }: PartOf<"tool">): number | undefined {
  const { exit } = callMetadata({ state });
  return typeof exit === "number" && exit !== 0 ? exit : undefined;
}

/** The changes that a call reports, in any of the places where generations of the format and its tools keep them. */
export function callPatches({ tool, state }: PartOf<"tool">): readonly PatchFile[] {
  const metadata = callMetadata({ state });
  const { files, results } = metadata;
  const places = [
    () => (Array.isArray(files) ? files.flatMap(readPatch) : []),
    () => (Array.isArray(results) ? results.flatMap(readResult) : []),
    () => readResult(metadata),
    () => (tool === "write" && metadata.exists === false ? writtenFile(state.input) : []),
  ];
  for (const read of places) {
    const found = read();
    if (found.length > 0) return found;
  }
  return [];
}

/** What one edit reports of itself. */
function readResult(value: unknown): readonly PatchFile[] {
  const { filediff, diff } = asRecord(value) ?? {};
  const one = readPatch(filediff);
  return one.length === 0 && isWord(diff) ? patchFiles(diff) : one;
}

/** A file that was not there before: all of its lines are new. */
function writtenFile(input: unknown): readonly PatchFile[] {
  const { filePath, content } = asRecord(input) ?? {};
  if (!isWord(filePath) || !isWord(content)) return [];
  const texts = content.replace(/\r?\n$/, "").split(/\r?\n/);
  const lines = texts.map((text) => ({ kind: "added", text }) as const);
  return [{ file: filePath, from: undefined, change: "new", lines }];
}

/** What the tool has noted of the call. */
export function callMetadata({ state }: { readonly state: ToolState }): Record<string, unknown> {
  return ("metadata" in state && asRecord(state.metadata)) || {};
}

const CHANGES: Readonly<Record<string, PatchFile["change"]>> = {
  add: "new",
  added: "new",
  delete: "deleted",
  deleted: "deleted",
  move: "renamed",
};

/** What is said of a file beside its diff counts before what its diff says. */
function readPatch(value: unknown): readonly PatchFile[] {
  const record = asRecord(value) ?? {};
  const patch = [record.patch, record.diff].find(isWord);
  const path = [record.filePath, record.file, record.relativePath].find(isWord);
  const file = [record.movePath].find(isWord) ?? path;
  const kind = [record.type, record.status].find(isWord);
  const change = kind === undefined ? undefined : CHANGES[kind];
  const from = file === path ? undefined : path;
  const read = patch === undefined ? [] : patchFiles(patch);
  const [only = { file: undefined, from: undefined, change: undefined, lines: [] }] = read;
  if (read.length > 1) return read;
  if (read.length === 0 && (file === undefined || change === undefined)) return [];
  return [
    {
      ...only,
      file: file ?? only.file,
      from: file ? from : only.from,
      change: change ?? (from ? "renamed" : only.change),
    },
  ];
}

const isWord = (value: unknown): value is string => typeof value === "string" && value !== "";

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end === -1 ? text : `${text.slice(0, end)} …`;
}
