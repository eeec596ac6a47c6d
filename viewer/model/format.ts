/** A time span for people, in its two largest units; `ms` in milliseconds, and less than none is none. */
export function formatDuration(ms: number): string {
  const span = Number.isFinite(ms) ? Math.max(0, ms) : 0;
  if (span < 999.5) return `${Math.round(span)} ms`;
  if (span < 59_950) return `${(span / 1000).toFixed(1)} s`;
  const seconds = Math.round(span / 1000);
  if (seconds < 3600) return inUnits(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return inUnits(minutes, 60, "h", "min");
  return inUnits(Math.round(minutes / 60), 24, "d", "h");
}

function inUnits(count: number, size: number, large: string, small: string): string {
  const rest = count % size;
  return `${Math.floor(count / size)} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/** An amount of US dollars, with as many digits as small amounts need. */
export function formatCost(dollars: number): string {
  if (dollars >= 0.1) return `$${dollars.toFixed(2)}`;
  return dollars < 0.0001 ? "< $0.0001" : `$${dollars.toFixed(4)}`;
}

/** A count, in thousands and millions where it is long: 12.3k. */
export function formatCount(count: number): string {
  if (count < 10_000) return count.toLocaleString("en");
  if (count < 1_000_000) return `${(count / 1000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** A number of things with its noun: "1 line", "50,000 lines". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** A path without the session's folder in front. */
export function shortPath(path: string, directory: string | undefined): string {
  if (!directory) return path;
  const rest = path.startsWith(directory) ? path.slice(directory.length) : undefined;
  return rest && /^[/\\]/.test(rest) ? rest.slice(1) : path;
}
