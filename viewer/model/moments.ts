import { calendarTime } from "../../protocol/time.ts";

/** Says moments (ms since 1970) in the reader's own language and time. */
export class Moments {
  readonly #time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  readonly #date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
  readonly #full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

  time(at: number): string {
    return this.#time.format(calendarTime(at));
  }

  dateTime(at: number): string {
    return `${this.#date.format(calendarTime(at))}, ${this.#time.format(calendarTime(at))}`;
  }

  full(at: number): string {
    return this.#full.format(calendarTime(at));
  }
}
