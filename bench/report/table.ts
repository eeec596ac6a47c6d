import type { Row } from "./row.ts";

/** The report as a table in Markdown, aligned for a terminal. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(({ what, figure, target = "", isMet }) => [
    what,
    figure,
    target,
    verdict(target, isMet),
  ]);
  const lines = [["what", "figure", "target", "met"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [head, ...body] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [head, rule, ...body].join("\n");
}

function verdict(target: string, isMet: boolean | undefined): string {
  if (isMet === undefined) return target ? "?" : "";
  return isMet ? "yes" : "NO";
}
