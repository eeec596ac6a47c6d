/** Readers for fields of somebody else's making, where a target insists on a form. */

/** A tool's input as the record that opencode stores. */
export function recordOf(input: unknown): object {
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input;
  return input === undefined || input === null ? {} : { value: input };
}

/** The last moment that a JavaScript date can tell, ms. */
const LAST_MOMENT = 8.64e15;

/** A time in whole milliseconds; `fallback` for none, or none that can be. */
export function millisOf(time: number | undefined, fallback: number): number {
  return time !== undefined && time >= 0 && time <= LAST_MOMENT ? Math.floor(time) : fallback;
}
