/** A file's name as a heading of a diff has it: without a time behind it, and without git's quotes. */
export function nameIn(heading: string): string {
  const [name = ""] = heading.split("\t");
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(name)?.[1];
  return quoted === undefined ? name.trimEnd() : unquoted(quoted);
}

/** The names in `diff --git a/x b/y`; none where spaces make it unsure which they are. */
export function namesOfGit(heading: string): { before?: string; after?: string } {
  const names = heading.slice("diff --git ".length);
  const [, quotedBefore, quotedAfter] = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(names) ?? [];
  if (quotedBefore !== undefined && quotedAfter !== undefined)
    return { before: nameIn(quotedBefore), after: nameIn(quotedAfter) };
  // The same name twice, with spaces in it.
  const middle = (names.length - 1) / 2;
  const [before, after] = [names.slice(0, middle), names.slice(middle + 1)];
  return before.slice(2) === after.slice(2) ? { before, after } : {};
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** git writes bytes of names as in C, in octal where they are not ASCII. */
function unquoted(text: string): string {
  const bytes = [...text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)].flatMap(([, octal, escaped, plain]) => {
    if (octal !== undefined) return [Number.parseInt(octal, 8) & 255];
    if (escaped !== undefined) return ESCAPES[escaped] ?? [...new TextEncoder().encode(escaped)];
    return [...new TextEncoder().encode(plain ?? "")];
  });
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
