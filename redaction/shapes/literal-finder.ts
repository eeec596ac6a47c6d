/** Hears of a literal: its number, and where in the text it ends. */
export type OnLiteral = (literal: number, end: number) => void;

const COLUMNS = 64;
const SHIFT = 6;

/**
 * Finds many literals in one pass over a text, in time that does not depend on how many there are (Aho and Corasick, 1975), as
 * a table of states by characters. Small and capital letters of ASCII are the same to it.
 */
export class LiteralFinder {
  readonly #next: Uint16Array;
  /** By state, the literals that end there. */
  readonly #ends: readonly (readonly number[])[];
  readonly #columns = new Uint8Array(128);

  /** @throws Error when the literals have more than 63 different characters, or others than ASCII */
  constructor(literals: readonly string[]) {
    this.#assignColumns(literals);
    const trie = new Trie();
    for (const [number, literal] of literals.entries())
      trie.add(
        [...literal].map((character) => this.#columns[character.charCodeAt(0)] ?? 0),
        number,
      );
    trie.link();
    this.#next = Uint16Array.from(trie.next);
    this.#ends = trie.ends;
  }

  /** Calls back for each place where a literal ends, from left to right. */
  find(text: string, onLiteral: OnLiteral): void {
    const [next, ends, columns] = [this.#next, this.#ends, this.#columns];
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      state = next[(state << SHIFT) | (code < 128 ? (columns[code] as number) : 0)] as number;
      const ended = ends[state] as readonly number[];
      if (ended.length > 0) for (const literal of ended) onLiteral(literal, i + 1);
    }
  }

  #assignColumns(literals: readonly string[]): void {
    const characters = new Set(literals.join("").toLowerCase());
    if (characters.size >= COLUMNS) throw new Error("too many different characters in literals");
    let column = 0;
    for (const character of characters) {
      if (character.charCodeAt(0) >= 128) throw new Error(`“${character}” is not ASCII`);
      column++;
      for (const form of [character, character.toUpperCase()]) this.#columns[form.charCodeAt(0)] = column;
    }
  }
}

class Trie {
  readonly next: number[] = new Array<number>(COLUMNS).fill(0);
  readonly ends: number[][] = [[]];

  add(columns: readonly number[], literal: number): void {
    let state = 0;
    for (const column of columns) {
      const at = (state << SHIFT) | column;
      if (this.next[at] === 0) {
        this.next[at] = this.ends.length;
        this.ends.push([]);
        this.next.push(...new Array<number>(COLUMNS).fill(0));
      }
      state = this.next[at] as number;
    }
    this.ends[state]?.push(literal);
  }

  /** Leads each state on where no literal does: to where the longest of its own ends would lead. */
  link(): void {
    const fallback: number[] = [0];
    const queue = this.next.slice(0, COLUMNS).filter((state) => state !== 0);
    for (const state of queue) fallback[state] = 0;
    for (let i = 0; i < queue.length; i++) {
      const state = queue[i] as number;
      const other = fallback[state] as number;
      this.ends[state]?.push(...(this.ends[other] ?? []));
      for (let column = 0; column < COLUMNS; column++) {
        const at = (state << SHIFT) | column;
        const there = this.next[(other << SHIFT) | column] as number;
        const child = this.next[at] as number;
        if (child === 0) this.next[at] = there;
        else {
          fallback[child] = there;
          queue.push(child);
        }
      }
    }
  }
}
