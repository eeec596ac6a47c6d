import type { Finding } from "./document.ts";

/** What was found in a file: a line for each, and how many there are of each kind. */
export function formatFindings(file: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${file}: nothing was found.\n`;
  const lines = findings.map(
    (finding) => `  ${placeOf(finding)}  ${finding.found.kind}  ${masked(secretOf(finding))}`,
  );
  const counts = new Map<string, number>();
  for (const { found } of findings) counts.set(found.kind, (counts.get(found.kind) ?? 0) + 1);
  const summary = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(", ");
  return `${[`${file}: ${findings.length} found`, ...lines, `  in all: ${summary}`].join("\n")}\n`;
}

function placeOf({ text, place, found }: Finding): string {
  const before = text.slice(0, found.start);
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  return `${printable(place)}${place === "" || place.endsWith(" ") ? "" : ":"}${line}:${column}`;
}

/** A place can hold names of members, which may be anything. */
const printable = (place: string) => place.replaceAll(/\p{Cc}/gu, "�").slice(0, 200);

function secretOf({ text, found }: Finding): string {
  const [first = found] = found.pieces ?? [];
  return text.slice(first.start, first.end);
}

/** Enough to find it again, and never so much that it helps anybody else: the prefix of a token, and its length. */
function masked(secret: string): string {
  const length = [...secret].length;
  const prefix = length >= 20 ? (/^[A-Za-z0-9_-]{1,4}/.exec(secret)?.[0] ?? "") : "";
  return `${prefix}… (${length} characters)`;
}
