/** Longest name within a sentence, and longest label of a row or list, in UTF-16 units. */
export const LONGEST_NAME = 200;
/** Longest sentence of a notification; VS Code cuts there itself. */
export const LONGEST_MESSAGE = 1000;
/** Longest text of several paragraphs: a modal question's detail, a tooltip. */
export const LONGEST_TEXT = 4000;

/** Stands unseen between two characters that VS Code would read as one sign. */
const JOINER = "\u2060";
const BLANKS = /[\s\u0085\u2028\u2029]+/g;
/** Controls, the marks that turn the direction of what follows, invisible joiners like ours, and halves of characters. */
const UNSHOWABLE =
  /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** `[words](command:…)` is a link in notifications and inputs, `$(name)` an icon in lists and in the status bar. */
const BEGINS_MARKUP = /(?<=\])(?=\()|(?<=\$)(?=\()/g;

/**
 * A text as VS Code shows it letter by letter, wherever it is shown: nothing in it becomes a link or an icon, turns the
 * direction of what follows, or begins a line.
 * @param longest what is longer ends with an ellipsis there
 */
export function plainText(text: string, longest = LONGEST_NAME): string {
  const line = cut(text, 4 * longest)
    .replace(BLANKS, " ")
    .replace(UNSHOWABLE, "")
    .trim();
  return shorten(line.replace(BEGINS_MARKUP, JOINER), longest);
}

/** The same for a text of several lines and paragraphs. */
export function plainLines(text: string, longest = LONGEST_TEXT): string {
  const lines = cut(text, 4 * longest)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => plainText(line, longest));
  const joined = lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return shorten(joined, longest);
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${cut(text, longest - 1).trimEnd()}…`;
}

/** The first `length` units; half of a character is left out. */
const cut = (text: string, length: number) => text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
