/** The eight colours of a terminal, in its order. */
const EIGHT = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
type Colour = (typeof EIGHT)[number] | "gray";

/** What else text can be, by the code that begins it, with the codes that end it. */
const MARKS: Readonly<Record<number, readonly [mark: string, ...ends: number[]]>> = {
  1: ["bold", 22],
  2: ["dim", 22],
  3: ["italic", 23],
  4: ["underline", 24],
  7: ["inverse", 27],
  9: ["strike", 29],
  21: ["underline", 24],
};

/** How a program has said (`ESC [ … m`, SGR) that what it writes next looks. */
export class Pen {
  readonly #marks = new Set<string>();
  #ink: Colour = "black";
  #ground: Colour = "black";
  #style = "";

  /** The names of the classes that give text this look; empty: none. */
  get style(): string {
    return this.#style;
  }

  /** @param parameters numbers between `;`, each perhaps with further ones behind `:` */
  change(parameters: string): void {
    const codes = parameters.split(";").map((code) => code.split(":").map(Number));
    for (let at = 0; at < codes.length; at++) {
      const [code = 0, ...more] = codes[at] ?? [];
      if (code !== 38 && code !== 48 && code !== 58) this.#apply(code, more);
      else if (more.length > 0) this.#paint(code, more);
      else
        at += this.#paint(
          code,
          codes.slice(at + 1, at + 5).map(([value = 0]) => value),
        );
    }
    // Black and white are a theme's own text, and black is its own ground.
    const ink = this.#ink === "black" || this.#ink === "white" ? [] : [`ink-${this.#ink}`];
    const ground = this.#ground === "black" ? [] : [`ground-${this.#ground}`];
    this.#style = [...ink, ...ground, ...this.#marks].join(" ");
  }

  #apply(code: number, [kind]: readonly number[]): void {
    const bright = code >= 90 && code <= 107;
    const colour = bright ? code - 60 : code;
    if (code === 0) this.#reset();
    else if (colour >= 30 && colour <= 37) this.#ink = eight(colour - 30, bright);
    else if (colour >= 40 && colour <= 47) this.#ground = eight(colour - 40, bright);
    else if (code === 39) this.#ink = "black";
    else if (code === 49) this.#ground = "black";
    else if (code === 4 && kind === 0) this.#marks.delete("underline");
    else this.#mark(code);
  }

  #mark(code: number): void {
    for (const [mark, ...ends] of Object.values(MARKS)) if (ends.includes(code)) this.#marks.delete(mark);
    const begun = MARKS[code];
    if (begun) this.#marks.add(begun[0]);
  }

  /** Takes a colour out of a palette of 256 (`5;n`), or any (`2;r;g;b`); answers how many numbers that were. */
  #paint(code: number, [kind, ...values]: readonly number[]): number {
    const rgb = values.slice(-3).length === 3 ? values.slice(-3) : [];
    const colour = kind === 5 ? ofPalette(values[0] ?? 0) : nearest(rgb);
    if (code === 38) this.#ink = colour;
    if (code === 48) this.#ground = colour;
    return kind === 5 ? 2 : kind === 2 ? 4 : 1;
  }

  #reset(): void {
    this.#marks.clear();
    this.#ink = "black";
    this.#ground = "black";
  }
}

const eight = (index: number, bright: boolean): Colour =>
  bright && index === 0 ? "gray" : (EIGHT[index] ?? "white");

/** A colour out of a terminal's 256: the eight, the eight in bright, a cube of 6 × 6 × 6, and grays. */
function ofPalette(index: number): Colour {
  if (index < 16) return eight(index % 8, index >= 8);
  if (index >= 232) return nearest(Array(3).fill(8 + (index - 232) * 10));
  const cube = index - 16;
  return nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => step * 51));
}

/** Where on the circle of hues each colour ends, in degrees. */
const HUES: readonly (readonly [end: number, colour: Colour])[] = [
  [20, "red"],
  [70, "yellow"],
  [165, "green"],
  [200, "cyan"],
  [260, "blue"],
  [330, "magenta"],
  [360, "red"],
];

/** The colour that comes next to one that a program has mixed for a background that we do not have. */
function nearest([red = 0, green = 0, blue = 0]: readonly number[]): Colour {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 40) return most < 70 ? "black" : most > 190 ? "white" : "gray";
  const sector =
    most === red
      ? (green - blue) / range
      : most === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range;
  const hue = (sector * 60 + 360) % 360;
  return HUES.find(([end]) => hue <= end)?.[1] ?? "red";
}
