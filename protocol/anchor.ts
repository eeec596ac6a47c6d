import { MAX_ID_LENGTH } from "./limits.ts";

const TARGET = `[A-Za-z0-9_-]{1,${MAX_ID_LENGTH}}`;
/** The form of an anchor within a larger pattern. */
export const ANCHOR = `${TARGET}(?::[A-Za-z0-9,-]{1,80})?`;
const ALONE = new RegExp(`^#?(${ANCHOR})$`);

/**
 * Where in a session a link leads: the id of a message or a part, which stands in the link behind `#`. What may follow it behind
 * a colon says where in there; who does not know that goes to the whole. Undefined when the text is no anchor.
 */
export const parseAnchor = (text: string): string | undefined => ALONE.exec(text)?.[1];

/** The id of the message or part that an anchor leads to. */
export const anchorTarget = (anchor: string): string => anchor.split(":", 1)[0] ?? "";
