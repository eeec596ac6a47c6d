/** A line of a unified diff as it is shown: what it does, and its text without the mark. */
export interface PatchLine {
  readonly kind: "added" | "removed" | "context" | "hunk" | "note";
  readonly text: string;
}

/** Reads a unified diff; headings that only repeat the file name are left out. */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  let isInHunk = false;
  for (const line of patch.replace(/\r?\n$/, "").split(/\r?\n/)) {
    if (/^(Index: |diff --git |index [0-9a-f]+\.\.)/.test(line)) isInHunk = false;
    else if (line.startsWith("@@")) isInHunk = true;
    if (isInHunk) lines.push(readLine(line));
  }
  return lines.length > 0 ? lines : patch.split(/\r?\n/).map((text) => ({ kind: "note", text }));
}

function readLine(line: string): PatchLine {
  const text = line.slice(1);
  if (line.startsWith("@@")) return { kind: "hunk", text: line };
  if (line.startsWith("+")) return { kind: "added", text };
  if (line.startsWith("-")) return { kind: "removed", text };
  if (line.startsWith("\\")) return { kind: "note", text: line };
  return { kind: "context", text };
}
