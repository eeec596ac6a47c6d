import assert from "node:assert/strict";
import fc from "fast-check";
import { LONGEST_TEXT, plainLines, plainText } from "./plain-text.ts";

/** What VS Code makes a link of, in notifications, prompts and validation messages. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** What it makes an icon of, in lists and in the status bar. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
/** Marks that turn, embed or isolate a direction. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const CONTROL = /\p{Cc}/u;

/** Texts made of what matters, in every order, with anything between. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "[",
        "]",
        "(",
        ")",
        "$",
        "](",
        "$(",
        "[a](command:x)",
        "$(sync~spin)",
        "\u2060",
        "\u200b",
      ),
      fc.constantFrom(
        "\n",
        "\r\n",
        "\t",
        "\u0000",
        "\u001b[31m",
        "\u2028",
        "\u202e",
        "\u2066",
        "\ud83d",
        "\\",
      ),
      fc.string({ unit: "binary" }),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(""));

describe("text that is shown as it stands", () => {
  for (const [name, show] of [
    ["a line", plainText],
    ["lines", plainLines],
  ] as const)
    describe(`of ${name}`, () => {
      it("holds no link, no icon, no control and no mark of direction, whatever was in it", () => {
        fc.assert(
          fc.property(hostile, fc.integer({ min: 2, max: 300 }), (text, longest) => {
            const shown = show(text, longest);
            for (const markup of [LINK, ICON, DIRECTION, /\]\(/, /\$\(/]) assert.doesNotMatch(shown, markup);
            assert.doesNotMatch(shown.replaceAll("\n", ""), CONTROL);
            assert.ok(shown.length <= longest && shown.isWellFormed());
          }),
        );
      });

      it("gains none when it is put into a sentence that is shown the same way, or shown twice", () => {
        fc.assert(
          fc.property(hostile, hostile, (one, other) => {
            const sentence = show(`[${show(one)}](${show(other)}) $${show(one)}`);
            assert.doesNotMatch(sentence, /\]\(|\$\(/);
            assert.equal(show(sentence), sentence);
          }),
        );
      });
    });

  it("reads as it was, in every script, with emoji of several characters", () => {
    for (const text of [
      "Fix [x] (really) for $5 & <b>",
      "שלום, سلام می‌خواهم",
      "👩‍👩‍👧 日本語 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
      "C:\\users\\ada `code` **bold**",
    ])
      assert.equal(plainText(text), text);
    assert.equal(
      plainText("[Sign in](command:x) $(key)").replaceAll("\u2060", ""),
      "[Sign in](command:x) $(key)",
    );
  });

  it("is one line, or keeps its paragraphs", () => {
    assert.equal(plainText("  one\r\n\ttwo\u2028three "), "one two three");
    assert.equal(plainLines("one\r\n\r\n\r\n\r\ntwo\nthree\n"), "one\n\ntwo\nthree");
  });

  it("ends with an ellipsis where it is too long, at once and between characters", () => {
    assert.equal(plainText("a".repeat(100_000)).length, 200);
    assert.equal(plainText("a".repeat(199) + "👍".repeat(9)), `${"a".repeat(199)}…`);
    assert.equal(plainText("ab👍cd", 4), "ab…");
    assert.equal(plainLines("line\n".repeat(1_000_000)).length, LONGEST_TEXT);
  });
});
