import { Pen } from "./pen.ts";
import type { Run } from "./runs.ts";
import { Screen } from "./screen.ts";

/** What a program has written, as a terminal would show it. */
export interface Output {
  readonly text: string;
  /** What of the text has a look, in order. */
  readonly runs: readonly Run[];
}

/** Most of an output that is read like that, in characters; what follows keeps its text alone. */
const MOST_READ = 1_000_000;
/** Most cells that are touched for it. */
const MOST_SPENT = 3_000_000;

const ESC = "\u001b";
/** An order to the terminal: its numbers, and the letter that says which; one that is cut off has none. */
const ORDER = `(?:${ESC}\\[|\u009b)(?<numbers>[0-?]*)[ -/]*(?<letter>[@-~]?)`;
/** A text for the terminal, as an address or a title, up to its end, or that of its line. */
const ASIDE = `(?:${ESC}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0000-\u001f\u007f-\u009f]*(?:\u0007|${ESC}\\\\|\u009c)?`;
const SHORT = `${ESC}[ -/]*[0-~]?`;
const CONTROL = "(?<control>[\u0000-\u0008\u000b-\u001f\u007f-\u009f])";
const ESCAPES = `${ORDER}|${ASIDE}|${SHORT}|${CONTROL}`;

/**
 * Reads what a program has written to its terminal: colours, and lines that it has written again. Addresses behind words
 * (OSC 8), titles and all other orders are left out. The work is bounded, whatever the output says.
 */
export function readOutput(raw: string): Output {
  if (!new RegExp(ESCAPES).test(raw)) return { text: raw, runs: [] };
  const [screen, pen] = [new Screen(), new Pen()];
  const end = raw.length <= MOST_READ ? raw.length : raw.lastIndexOf("\n", MOST_READ) + 1 || MOST_READ;
  const escapes = new RegExp(ESCAPES, "g");
  let at = 0;
  while (at < end && screen.spent < MOST_SPENT) {
    const found = escapes.exec(raw);
    screen.write(raw.slice(at, Math.min(found?.index ?? end, end)), pen.style);
    if (!found || found.index >= end) {
      at = end;
      break;
    }
    at = escapes.lastIndex;
    follow(found.groups ?? {}, screen, pen);
  }
  const { text, runs } = screen.read();
  return { text: text + plain(raw.slice(at)), runs };
}

function plain(rest: string): string {
  return rest.replace(new RegExp(`\r\n?|${ESCAPES}`, "g"), (found) => (found.startsWith("\r") ? "\n" : ""));
}

function follow(found: Readonly<Record<string, string | undefined>>, screen: Screen, pen: Pen): void {
  const { numbers = "", letter = "", control } = found;
  if (control === "\r") screen.toBeginning();
  else if (control === "\b") screen.moveBy(-1);
  else if (!/^[\d;:]*$/.test(numbers)) return;
  else if (letter === "m") pen.change(numbers);
  else orders[letter]?.(screen, Number.parseInt(numbers, 10) || 0);
}

/** What to do by an order's letter and its first number, which is 0 where there is none. */
const orders: Readonly<Record<string, (screen: Screen, number: number) => void>> = {
  A: (screen, rows) => screen.moveRows(-(rows || 1)),
  B: (screen, rows) => screen.moveRows(rows || 1),
  C: (screen, columns) => screen.moveBy(columns || 1),
  D: (screen, columns) => screen.moveBy(-(columns || 1)),
  E(screen, rows) {
    screen.moveRows(rows || 1);
    screen.toBeginning();
  },
  F(screen, rows) {
    screen.moveRows(-(rows || 1));
    screen.toBeginning();
  },
  G: (screen, column) => screen.moveTo((column || 1) - 1),
  H: (screen) => screen.startOver(),
  f: (screen) => screen.startOver(),
  J: (screen, part) => (part === 0 ? screen.eraseBelow() : screen.startOver()),
  K(screen, part) {
    if (part === 0) screen.eraseToEnd();
    else if (part === 1) screen.eraseToBeginning();
    else if (part === 2) screen.eraseLine();
  },
};
