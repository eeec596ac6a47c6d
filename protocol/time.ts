import * as z from "zod";

/** The end of the year 9999, the last that calendars and their formats agree on; ms since 1970, as everywhere in the protocol. */
export const LAST_TIME = 253_402_300_799_999;

/** A time that somebody asks for. */
export const askedTimeSchema = z.int().min(0).max(LAST_TIME, "must be a time before the year 10000");

/** A time as it was kept: any number is heard, since one that no calendar has must not hide all others of a list. */
export const keptTimeSchema = z.number();

/** The nearest time that a calendar has, so that showing one never throws. */
export function calendarTime(at: number): number {
  if (at >= LAST_TIME) return LAST_TIME;
  return at > 0 ? at : 0;
}

/** A time that somebody stored, as a number or as a date in words; 0, not known, where it is none. */
export function storedTime(value: unknown): number {
  const at = typeof value === "string" && value.trim() !== "" ? numberOrDate(value) : value;
  return typeof at === "number" && Number.isFinite(at) ? at : 0;
}

const numberOrDate = (text: string) => (Number.isNaN(Number(text)) ? Date.parse(text) : Number(text));
