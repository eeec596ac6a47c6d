import type { Row } from "./tables.ts";

/** A column with a value out of `data`; NULL where that is no JSON. Paths and names come from our code. */
export const fromData = (path: string, name: string) =>
  `case when json_valid(data) then json_extract(data, '${path}') end as ${name}`;

/** When an answer ended; NULL while it goes on. */
export const COMPLETED = fromData("$.time.completed", "completed");
/** What the row of a message says that was selected with `COMPLETED`, ms since 1970. */
export const completedAt = ({ completed }: Row) => (typeof completed === "number" ? completed : undefined);
