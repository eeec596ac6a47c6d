import type { MarkdownIt } from "markdown-it";

/** Scripts that put no spaces between words, with the punctuation that belongs to them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u;
const SPACE = /\s/;
const PUNCTUATION = /[\p{P}\p{S}]/u;

const isPunctuation = (character: string) => PUNCTUATION.test(character) && !UNSPACED.test(character);

/**
 * Lets emphasis begin and end inside text without spaces. By CommonMark alone `**重要：**请` is no emphasis, since a mark
 * between punctuation and a letter ends none; see commonmark/commonmark-spec#650.
 */
export function allowUnspacedEmphasis(markdown: MarkdownIt): void {
  markdown.inline.State = class extends markdown.inline.State {
    override scanDelims(start: number, canSplitWord: boolean) {
      const found = super.scanDelims(start, canSplitWord);
      const end = start + found.length;
      const last = characterBefore(this.src, start);
      const next = end < this.posMax ? String.fromCodePoint(this.src.codePointAt(end) ?? 32) : " ";
      if (!canSplitWord || (!UNSPACED.test(last) && !UNSPACED.test(next))) return found;
      return { ...found, can_open: isAtBeginning(last, next), can_close: isAtBeginning(next, last) };
    }
  };
}

/** Whether a mark between two characters belongs to the inner one, as CommonMark says it of words (“flanking”). */
function isAtBeginning(outer: string, inner: string): boolean {
  if (SPACE.test(inner)) return false;
  return !isPunctuation(inner) || SPACE.test(outer) || isPunctuation(outer) || UNSPACED.test(outer);
}

function characterBefore(text: string, end: number): string {
  return [...text.slice(Math.max(0, end - 2), end)].pop() ?? " ";
}
