import { excerpt } from "../model/excerpt.ts";
import { LongText } from "./long-text.tsx";

/** Most characters of a text that stands within a line; browsers measure all of it for each layout. */
const LINE = { lines: Number.POSITIVE_INFINITY, characters: 500 };
/** Most of a text that stands as it is where lines may break. */
const PARAGRAPH = { lines: 200, characters: 4000 };

/** The beginning of a text that stands in one line with others. */
export function lineStart(text: string): string {
  const { text: start, isWhole } = excerpt(text, LINE);
  return isWhole ? text : `${start}…`;
}

/** A text in its place; one that is too long for it begins there, and goes on in steps. */
export function BoundedText({ text }: { text: string }) {
  return excerpt(text, PARAGRAPH).isWhole ? text : <LongText text={text} look="prose" />;
}

/** All of a text of which a line shows only the beginning; nothing where it shows all. */
export function WholeLine({ text, name }: { text: string; name: string }) {
  if (lineStart(text) === text) return null;
  return (
    <section class="io">
      <h4>{name}</h4>
      <LongText text={text} />
    </section>
  );
}
