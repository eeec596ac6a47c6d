/** Longest name within a sentence, in UTF-16 units. */
const LONGEST_NAME = 200;
/** Longest label, title or description: a name with some words around it. */
export const LONGEST_LABEL = 400;
/** Longest sentence of a notification; VS Code cuts there itself. */
export const LONGEST_MESSAGE = 1000;
/** Longest text of several paragraphs, none longer than a message: a modal question's detail, a tooltip. */
export const LONGEST_TEXT = 8000;

/** Stands unseen between two characters that VS Code would read as one sign. */
const JOINER = "\u2060";
const BLANKS = /[\s\u0085]+/g;
/** Controls, the marks that turn the direction of what follows, invisible joiners like ours, and halves of characters. */
const UNSHOWABLE = /(?![\s\u0085])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]/gu;
/** `[words](command:…)` is a link in notifications and inputs, `$(name)` an icon in lists and in the status bar. */
const BEGINS_MARKUP = /(?<=\])(?=\()|(?<=\$)(?=\()/g;

/**
 * A text as VS Code shows it letter by letter, wherever it is shown: nothing in it becomes a link or an icon, turns the
 * direction of what follows, or begins a line.
 * @param longest what is longer ends with an ellipsis there
 */
export function plainText(text: string, longest = LONGEST_NAME): string {
  const line = cut(text, 4 * longest)
    .replace(UNSHOWABLE, "")
    .replace(BLANKS, " ")
    .trim();
  return shorten(line.replace(BEGINS_MARKUP, JOINER), longest);
}

/** Paragraphs of a question's detail or a tooltip, a line each: what was put into one of them begins no other. */
export function plainLines(paragraphs: readonly string[], between = "\n"): string {
  const lines = paragraphs.map((paragraph) => plainText(paragraph, LONGEST_MESSAGE)).filter(Boolean);
  return shorten(lines.join(between), LONGEST_TEXT);
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${cut(text, longest - 1).replace(/[\s\u2060]+$/, "")}…`;
}

/** The first `length` units; half of a character is left out. */
const cut = (text: string, length: number) => text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
