import type { Run } from "./runs.ts";

/** How far up a program may go to write again, in lines; it could not go further than its window. */
const HIGHEST = 200;
/** The widest place that a program can go to without writing there. */
const WIDEST = 1000;

interface Row {
  /** A character each, as people count them in code. */
  readonly cells: string[];
  readonly styles: string[];
}

/** What programs have written, of which they can write the last lines again: progress bars, counters, lists. */
export class Screen {
  readonly #rows: Row[] = [newRow()];
  #row = 0;
  #column = 0;
  /** What all of it has cost, in cells touched. */
  spent = 0;

  write(text: string, style: string): void {
    for (const character of text) {
      if (character === "\n") this.#lineFeed();
      else this.#put(character, style);
    }
  }

  toBeginning(): void {
    this.#column = 0;
  }

  moveBy(columns: number): void {
    this.moveTo(this.#column + columns);
  }

  moveTo(column: number): void {
    this.#column = Math.max(0, Math.min(column, Math.max(WIDEST, this.#current.cells.length)));
  }

  moveRows(rows: number): void {
    const last = this.#rows.length - 1;
    this.#row = Math.max(0, last - HIGHEST, Math.min(last, this.#row + rows));
  }

  /** Goes on below all that is there. A program that clears its window begins anew; what it wrote stays to be read. */
  startOver(): void {
    this.#row = this.#rows.length - 1;
    if (this.#current.cells.length > 0) this.#lineFeed();
    this.#column = 0;
  }

  eraseToEnd(): void {
    this.#cut(this.#current, this.#column);
  }

  eraseLine(): void {
    this.#cut(this.#current, 0);
  }

  eraseToBeginning(): void {
    const { cells, styles } = this.#current;
    const end = Math.min(this.#column + 1, cells.length);
    cells.fill(" ", 0, end);
    styles.fill("", 0, end);
    this.spent += end;
  }

  eraseBelow(): void {
    this.eraseToEnd();
    this.#rows.length = this.#row + 1;
  }

  read(): { readonly text: string; readonly runs: readonly Run[] } {
    const lines: string[] = [];
    const runs: Run[] = [];
    let at = 0;
    for (const { cells, styles } of this.#rows) {
      styles.forEach((style, index) => {
        const start = at;
        at += cells[index]?.length ?? 0;
        const last = runs.at(-1);
        if (style !== "" && last?.style === style && last.end === start)
          runs[runs.length - 1] = { ...last, end: at };
        else if (style !== "") runs.push({ start, end: at, style });
      });
      at += 1;
      lines.push(cells.join(""));
    }
    return { text: lines.join("\n"), runs };
  }

  get #current(): Row {
    return this.#rows[this.#row] ?? newRow();
  }

  #lineFeed(): void {
    this.#row += 1;
    this.#column = 0;
    this.spent += 1;
    if (this.#row === this.#rows.length) this.#rows.push(newRow());
  }

  #put(character: string, style: string): void {
    const { cells, styles } = this.#current;
    this.spent += 1 + Math.max(0, this.#column - cells.length);
    while (cells.length < this.#column) {
      cells.push(" ");
      styles.push("");
    }
    cells[this.#column] = character;
    styles[this.#column] = style;
    this.#column += 1;
  }

  #cut({ cells, styles }: Row, end: number): void {
    if (end >= cells.length) return;
    this.spent += 1;
    cells.length = end;
    styles.length = end;
  }
}

const newRow = (): Row => ({ cells: [], styles: [] });
