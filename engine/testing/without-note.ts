import { NOTE } from "../import/foreign-note.ts";
import type { SessionCopy } from "../import/session-copy.ts";

/** A copy without what says first that it comes from someone else. */
export function withoutNote(copy: SessionCopy): SessionCopy {
  const [first, ...others] = copy.messages;
  if (!first) return copy;
  const parts = first.parts.filter(({ part }) => part.text !== NOTE);
  return { ...copy, messages: parts.length === 0 ? others : [{ ...first, parts }, ...others] };
}
