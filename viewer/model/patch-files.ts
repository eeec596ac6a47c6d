import { nameIn, namesOfGit } from "./patch-names.ts";

/** A line of a unified diff as it is shown: what it does, and its text without the mark. */
export interface PatchLine {
  readonly kind: "added" | "removed" | "context" | "hunk" | "note";
  readonly text: string;
}

/** What a unified diff does to one file. */
export interface PatchFile {
  /** Its name after the change, or before it where there is none after; undefined when the diff does not say. */
  readonly file: string | undefined;
  /** Its name before, where that was another one. */
  readonly from: string | undefined;
  readonly change: "new" | "deleted" | "renamed" | "copied" | undefined;
  /** Without the headings that name the file. */
  readonly lines: readonly PatchLine[];
}

/**
 * Reads a unified diff, of one file or of several. What a hunk says of its length decides whether `---` is a removed line or
 * the next file's heading. What is no diff comes as notes: no word of it is lost.
 */
export function patchFiles(patch: string): readonly PatchFile[] {
  return new PatchReader(patch.replace(/\r?\n$/, "").split(/\r?\n/)).read();
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
/** The name of a file that is not there. */
const NOTHING = "/dev/null";
/** Headings that say nothing to a reader that the names and the marks do not. */
const SILENT = /^(?:index [0-9a-f]+\.\.|={3,}$|(?:old|new) mode |(?:dis)?similarity index )/;

interface Names {
  before?: string;
  after?: string;
}

/** A file while it is read. */
class Draft {
  readonly lines: PatchLine[] = [];
  /** From `rename from` and its like, which have names as they are. */
  readonly moved: Names = {};
  /** From `---` and `+++`; undefined before them. */
  pair: Names | undefined;
  /** From `diff --git` or `Index:`, for diffs without lines. */
  heading: Names = {};
  hasHunks = false;
  change: PatchFile["change"];

  get isEmpty(): boolean {
    return this.lines.length === 0 && !this.pair && !this.change && !this.heading.after;
  }

  finish(): PatchFile {
    const { before, after } =
      this.moved.after === undefined ? stripped(this.pair ?? this.heading) : this.moved;
    const isNew = before === NOTHING;
    const isGone = after === NOTHING;
    const file = isGone ? before : (after ?? before);
    const from = isNew || isGone || before === file ? undefined : before;
    const change =
      this.change ?? (isNew ? "new" : isGone ? "deleted" : from === undefined ? undefined : "renamed");
    return { file, from, change, lines: this.lines };
  }
}

/** Names without the `a/` and `b/` that git puts in front; as they are where only one has it. */
function stripped({ before = NOTHING, after = NOTHING }: Names): Names {
  const fits = (name: string, sign: string) => name === NOTHING || name.startsWith(sign);
  const strip = (name: string) => (name === NOTHING ? name : name.slice(2));
  if (before === NOTHING && after === NOTHING) return {};
  return fits(before, "a/") && fits(after, "b/")
    ? { before: strip(before), after: strip(after) }
    : { before, after };
}

class PatchReader {
  readonly #lines: readonly string[];
  readonly #files: Draft[] = [];
  #file = new Draft();
  #at = 0;
  /** How many lines of the hunk are still to come, before and after the change; undefined outside of hunks. */
  #left: { before: number; after: number } | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): readonly PatchFile[] {
    for (; this.#at < this.#lines.length; this.#at++) this.#readLine(this.#lines[this.#at] ?? "");
    this.#begin();
    return this.#files.map((file) => file.finish());
  }

  #readLine(line: string): void {
    if (this.#isPair()) this.#readPair();
    else if (line.startsWith("@@")) this.#readHunk(line);
    else if (this.#left && this.#readBody(line)) return;
    else this.#readHeading(line);
  }

  /** A name before and a name after, and no lines of a hunk that has room for just these two. */
  #isPair(): boolean {
    const [line, next, then] = this.#lines.slice(this.#at, this.#at + 3);
    if (!line?.startsWith("--- ") || !next?.startsWith("+++ ")) return false;
    if (!this.#left) return true;
    const { before, after } = this.#left;
    if (before === 1 && after === 1) return false;
    return (before === 0 && after === 0) || then?.startsWith("@@") === true;
  }

  #readPair(): void {
    if (this.#file.hasHunks || this.#file.pair) this.#begin();
    this.#left = undefined;
    const [before = "", after = ""] = this.#lines.slice(this.#at, this.#at + 2);
    this.#file.pair = { before: nameIn(before.slice(4)), after: nameIn(after.slice(4)) };
    this.#at++;
  }

  #readHunk(line: string): void {
    const [, before = "1", after = "1"] = HUNK.exec(line) ?? [undefined, "Infinity", "Infinity"];
    this.#left = { before: Number(before), after: Number(after) };
    this.#file.hasHunks = true;
    this.#file.lines.push({ kind: "hunk", text: line });
  }

  /** False for what is no line of a hunk. */
  #readBody(line: string): boolean {
    const left = this.#left ?? { before: 0, after: 0 };
    const isOver = left.before <= 0 && left.after <= 0;
    const [mark, text] = [line.charAt(0), line.slice(1)];
    // What mail programs put after the last hunk.
    if (isOver && (line === "" || line === "-- ")) return line === "";
    if (mark === "+") this.#add("added", text, 0, 1);
    else if (mark === "-") this.#add("removed", text, 1, 0);
    else if (mark === " " || line === "") this.#add("context", text, 1, 1);
    else if (mark === "\\") this.#add("note", line, 0, 0);
    else return false;
    return true;
  }

  #add(kind: PatchLine["kind"], text: string, before: number, after: number): void {
    this.#file.lines.push({ kind, text });
    if (!this.#left) return;
    this.#left.before -= before;
    this.#left.after -= after;
  }

  #readHeading(line: string): void {
    this.#left = undefined;
    if (/^(?:diff --git |Index: )/.test(line)) {
      this.#begin();
      const name = nameIn(line.slice("Index: ".length));
      this.#file.heading = line.startsWith("I") ? { before: name, after: name } : namesOfGit(line);
    } else if (!SILENT.test(line) && !this.#readChange(line) && line.trim() !== "")
      this.#file.lines.push({ kind: "note", text: line });
  }

  /** Headings of git that say what becomes of the file; false for others. */
  #readChange(line: string): boolean {
    const [, verb, side, name = ""] = /^(rename|copy) (from|to) (.*)$/.exec(line) ?? [];
    if (side !== undefined) {
      this.#file.moved[side === "from" ? "before" : "after"] = nameIn(name);
      this.#file.change = verb === "copy" ? "copied" : "renamed";
    } else if (line.startsWith("new file mode ")) this.#file.change = "new";
    else if (line.startsWith("deleted file mode ")) this.#file.change = "deleted";
    else return false;
    return true;
  }

  /** Puts away what was read of a file, if there was anything. */
  #begin(): void {
    if (!this.#file.isEmpty) this.#files.push(this.#file);
    this.#file = new Draft();
    this.#left = undefined;
  }
}
