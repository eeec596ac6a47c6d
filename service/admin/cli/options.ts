import { UsageError } from "./cannot-error.ts";
import type { Given } from "./command.ts";

type Options = Given["options"];

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** What an option says; undefined where it is not given. */
export function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** What an option says that may be given several times. */
export function texts(options: Options, name: string): string[] {
  const value = options[name];
  return typeof value === "object" ? [...value] : [];
}

/** @throws {UsageError} when it is not given */
export function needed(options: Options, name: string): string {
  const value = text(options, name);
  if (!value) throw new UsageError(`--${name} is missing.`);
  return value;
}

/** A number from 1 on. @throws {UsageError} when it is none */
export function whole(options: Options, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,6}$/.test(value) || Number(value) < 1)
    throw new UsageError(`--${name} takes a whole number from 1 on.`);
  return Number(value);
}

/** A moment, ms since 1970. @throws {UsageError} when it is none */
export function time(options: Options, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const at = /^\d{5,15}$/.test(value) ? Number(value) : DAY.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--${name} takes a date, such as 2026-11-24 or 2026-11-24T08:00:00Z.`);
  return at;
}
