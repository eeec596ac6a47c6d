import { DatabaseSync } from "node:sqlite";

/** An id of opencode: its kind, and 48 bits of milliseconds × 4096 and a counter, which began again in August 2026. */
const ID = /\b(ses|msg|prt|evt)_([0-9a-f]{12})/g;
const STEPS_PER_MS = 4096n;
const CLOCK_BITS = 48;
/** When the 48 bits were full, ms since 1970: 2026-08-14T11:19:55.136Z. */
export const IDS_TURN_AT = 26 * 2 ** 36;
/** Times in stored JSON, ms since 1970. */
const TIME = /"(created|updated|completed|start|end)":(\d{13})\b/g;

/** The id that opencode would have given `by` ms later. Those of sessions descend in time. */
export function movedId(id: string, by: number): string {
  return id.replace(ID, (_, kind: string, digits: string) => {
    const steps = BigInt(by) * STEPS_PER_MS;
    const moved = BigInt(`0x${digits}`) + (kind === "ses" ? -steps : steps);
    return `${kind}_${BigInt.asUintN(CLOCK_BITS, moved).toString(16).padStart(12, "0")}`;
  });
}

/** Makes a database of opencode 1.x, which no one has open, what it were if all in it had been written `by` ms later. */
export function moveInTime(path: string, by: number): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.function("moved", (value) => (typeof value === "string" ? movedText(value, by) : value));
  const columns = database.prepare(`
    select t.name as "table", c.name as "column" from sqlite_master t, pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite%'`);
  for (const { table, column } of columns.all()) {
    const value = String(column).startsWith("time_") ? `"${column}" + ${by}` : `moved("${column}")`;
    database.exec(`update "${table}" set "${column}" = ${value}`);
  }
  database.close();
}

const movedText = (text: string, by: number) =>
  movedId(text, by).replace(TIME, (_, name: string, at: string) => `"${name}":${Number(at) + by}`);
