import type { Report } from "./session-source.ts";

/** The same report, silent about what it has said before. */
export function reportOnce(report: Report): Report {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    report(message);
  };
}

/** An id from outside, short and harmless enough for a log line. */
export const quoteId = (id: string) => JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id);
