/**
 * Marks by which chat templates and agents tell who speaks, or that a tool was called. From the published templates of
 * Llama, Mistral, ChatML, Harmony, Gemma and DeepSeek, and from the tags that agents use in prompts.
 */
const TEMPLATE_MARK = /<([|｜])([^<>|｜\s]{1,40})\1>/g;
const INSTRUCTION_MARK = /\[(\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS))\]/g;
const SYSTEM_MARK = /<<(\/?SYS)>>/g;
const ROLE_TAG =
  /<(?=\/?(?:[a-z]{1,10}:)?(?:system|developer|assistant|human|function_|tool_|invoke|start_of_turn|end_of_turn)[\w:-]{0,40}[\s/>])/gi;
const TURN = /(?<=\n[ \t]*\r?\n)(?:Human|Assistant)(?=:)/g;
/** Begins each of the above. */
const MAY_MARK = /[<[]|Human:|Assistant:/;

/**
 * Characters that nobody sees, or that show what follows in another order than it stands: controls, overrides and
 * embeddings of direction, and tags and selectors, which can carry a text of their own (Unicode 16, 23.2 to 23.9). A
 * selector after a Chinese character chooses a form of it, and one after an emoji its colour.
 */
const UNSEEN =
  /\p{Script=Han}[\u{e0100}-\u{e01ef}]|(?:(?![\t\n\r])\p{Cc}|[\u180e\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\u{e0000}-\u{e0fff}]|[\ufe00-\ufe0f]{2,})+/gu;
/** Marks that texts have at their beginning or where a word may break, and that mean nothing elsewhere. */
const BREAKS = /[\u200b\ufeff]/g;
const ESC = "\u001b";
const BELL = "\u0007";
/** Colours, movements and links of a terminal (ECMA-48): they mean nothing outside of one. */
const TERMINAL = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)|[()][\\dA-Z])`,
  "g",
);
/** Names of so many hidden characters are told. */
const NAMED = 3;

/** Makes what somebody else wrote plain: nothing is hidden in it, and nothing in it speaks for the system or a tool. */
export class PlainWords {
  #changed = 0;

  /** In how many texts something was hidden or marked. */
  get changed(): number {
    return this.#changed;
  }

  /** A copy of a JSON value with all of its texts and names made plain. */
  of<T>(value: T): T {
    return this.#of(value) as T;
  }

  #of(value: unknown): unknown {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.#of(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [this.#text(name), this.#of(child)]),
    );
  }

  #text(text: string): string {
    const lines = text.replace(TERMINAL, "").replace(BREAKS, "");
    const plain = withoutMarks(lines.replace(UNSEEN, shown));
    if (plain !== lines) this.#changed += 1;
    return plain;
  }
}

/** Marks of roles told apart from real ones by the eye, and by every model. */
function withoutMarks(text: string): string {
  if (!MAY_MARK.test(text)) return text;
  return text
    .replace(TEMPLATE_MARK, "<¦$2¦>")
    .replace(INSTRUCTION_MARK, "($1)")
    .replace(SYSTEM_MARK, "‹‹$1››")
    .replace(ROLE_TAG, "‹")
    .replace(TURN, "“$&”");
}

/** What was hidden, by name: what carries a text of its own is only counted. */
function shown(hidden: string): string {
  const characters = [...hidden];
  if (/^\p{Script=Han}/u.test(hidden)) return hidden;
  const names = characters.slice(0, NAMED).map(nameOf).join(" ");
  const more = characters.length - NAMED;
  return more > 0 ? `[${names} and ${more} more]` : `[${names}]`;
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
