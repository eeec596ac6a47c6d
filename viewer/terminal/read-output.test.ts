import assert from "node:assert/strict";
import fc from "fast-check";
import { readOutput } from "./read-output.ts";

const ESC = "\u001b";
const textOf = (raw: string) => readOutput(raw).text;
/** Each run as its text and its look. */
const looksOf = (raw: string) => {
  const { text, runs } = readOutput(raw);
  return runs.map(({ start, end, style }) => [text.slice(start, end), style]);
};

describe("a tool's output", () => {
  const texts: readonly [what: string, raw: string, text: string][] = [
    ["is as it is without orders to a terminal", "a\tb\n\n  c\n", "a\tb\n\n  c\n"],
    ["has the line ends of its text", "a\r\nb\r\n", "a\nb\n"],
    ["shows the last state of a progress bar", "10 %\r50 %\r100 %\r\ndone\n", "100 %\ndone\n"],
    ["keeps what a shorter state leaves of a longer one, as a terminal does", "100 left\r99\n", "990 left\n"],
    ["shows a bar that is erased and drawn again", `[#  ]\r${ESC}[K[## ]\r${ESC}[2K[###]\n`, "[###]\n"],
    ["erases up to the cursor", `abcdef\r${ESC}[3C${ESC}[1K!\n`, "   !ef\n"],
    ["takes back what is stepped over", "spin |\b/\b-\b\\ ok\n", "spin \\ ok\n"],
    ["is overstruck as in manuals", "N\bNA\bAM\bME\bE", "NAME"],
    ["steps over no line's beginning", "\b\b\ba\n\bb", "a\nb"],
    ["writes lines above again", `one 0\ntwo 0\n${ESC}[2A\rone 1\ntwo 1\nthree`, "one 1\ntwo 1\nthree"],
    ["erases what is below", `a\nb\nc${ESC}[2A${ESC}[0J!`, "a!"],
    ["begins lines above anew", `a\nbb\n${ESC}[1Fc${ESC}[1Ed`, "a\ncb\nd"],
    ["goes to a column", `abc${ESC}[2GB${ESC}[6Gf`, "aBc  f"],
    ["keeps what stood before the window was cleared", `before${ESC}[2J${ESC}[Hafter`, "before\nafter"],
    [
      "shows the words of a link, and no address",
      `${ESC}]8;;https://evil.example${ESC}\\words${ESC}]8;;${ESC}\\.`,
      "words.",
    ],
    [
      "shows the words of a link that ends with a bell",
      `${ESC}]8;id=1;http://a\u0007words${ESC}]8;;\u0007`,
      "words",
    ],
    ["leaves out titles and the like", `${ESC}]0;title\u0007a${ESC}P1$r0m${ESC}\\b${ESC}_x${ESC}\\c`, "abc"],
    ["loses no line to an order that never ends", `${ESC}]0;title\nnext`, "\nnext"],
    ["leaves out an order that is still to come", `a${ESC}[3`, "a"],
    [
      "leaves out orders of every form",
      `${ESC}[?25la${ESC}(Bb${ESC}7c${ESC}=d${ESC}[>4;1me${ESC}[5 qf\u0007g${ESC}`,
      "abcdefg",
    ],
    ["leaves out orders of one byte", "\u009b31ma\u009b0mb\u009d0;t\u009cc\u0085d", "abcd"],
    ["leaves out other control characters", "a\u0000b\u007fc\u000ed", "abcd"],
    ["keeps characters of two units and joined ones whole", "👍🏽é\rxx\n", "xxé\n"],
  ];
  for (const [what, raw, text] of texts) it(what, () => assert.equal(textOf(raw), text));

  const looks: readonly [what: string, raw: string, looks: [string, string][]][] = [
    [
      "its colours",
      `${ESC}[31mred${ESC}[0m, ${ESC}[92mgreen${ESC}[39m`,
      [
        ["red", "ink-red"],
        ["green", "ink-green"],
      ],
    ],
    [
      "grounds and marks",
      `${ESC}[1;3;4;9;44mall${ESC}[22;24mless${ESC}[m`,
      [
        ["all", "ground-blue bold italic underline strike"],
        ["less", "ground-blue italic strike"],
      ],
    ],
    [
      "colours of a palette",
      `${ESC}[38;5;196mr${ESC}[38;5;244mg${ESC}[38;5;4mb${ESC}[48;5;15mw`,
      [
        ["r", "ink-red"],
        ["g", "ink-gray"],
        ["b", "ink-blue"],
        ["w", "ink-blue ground-white"],
      ],
    ],
    [
      "mixed colours in both forms",
      `${ESC}[38;2;255;165;0mo${ESC}[38:2::0:200:200mc${ESC}[38:2:160:32:240mm`,
      [
        ["o", "ink-yellow"],
        ["c", "ink-cyan"],
        ["m", "ink-magenta"],
      ],
    ],
    [
      "numbers behind a mixed colour",
      `${ESC}[38;2;0;0;255;1mb${ESC}[58;5;1;7mi`,
      [
        ["b", "ink-blue bold"],
        ["i", "ink-blue bold inverse"],
      ],
    ],
    ["wavy lines, and none", `${ESC}[4:3mw${ESC}[4:0mn`, [["w", "underline"]]],
    [
      "black and white as the text's own colour",
      `${ESC}[30mb${ESC}[97mw${ESC}[40mg${ESC}[90md`,
      [["d", "ink-gray"]],
    ],
    ["what is written again as it is then", `${ESC}[31m1${ESC}[32m2\r${ESC}[0m3\n`, [["2", "ink-green"]]],
    ["no text that is to be concealed otherwise", `${ESC}[8msecret${ESC}[28m`, []],
  ];
  for (const [what, raw, expected] of looks)
    it(`shows ${what}`, () => assert.deepEqual(looksOf(raw), expected));

  const piece = fc.oneof(
    fc.string({
      unit: fc.constantFrom("a", "é", "👍", "\n", "\r", "\b", "\t", ESC, "[", "]", ";", "8", "m", "K", "A"),
    }),
    fc.constantFrom(`${ESC}[31m`, `${ESC}[2K`, `${ESC}[1A`, `${ESC}[0J`, `${ESC}[9C`, `${ESC}]8;;x${ESC}\\`),
  );
  it("has no control character left, and looks that fit its text, whatever it says", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { text, runs } = readOutput(pieces.join(""));
        assert.doesNotMatch(text, /[^\P{Cc}\n\t]/u);
        let at = 0;
        for (const { start, end } of runs) {
          assert.ok(at <= start && start < end && end <= text.length);
          assert.doesNotMatch(text.slice(start, end), /\n/);
          at = end;
        }
      }),
    );
  });

  const hostile: readonly [what: string, raw: string][] = [
    ["a line that is erased again and again", `${"x".repeat(500_000)}${`${ESC}[1K`.repeat(200_000)}`],
    ["places far away", `${ESC}[999999999Cx\n`.repeat(200_000)],
    ["a way up without end", `x\n${ESC}[999999999A`.repeat(200_000)],
    ["orders that never end", ESC.repeat(2_000_000)],
    ["asides that never end", `${ESC}]`.repeat(1_000_000)],
    ["an order of endless numbers", `${ESC}[${"1;".repeat(1_000_000)}m`],
    ["another look for each character", `${ESC}[31ma${ESC}[32mb`.repeat(400_000)],
  ];
  for (const [what, raw] of hostile)
    it(`is read in bounded work: ${what}`, () => {
      const { text } = readOutput(raw);
      assert.ok(text.length <= raw.length + 4_000_000);
      assert.doesNotMatch(text, /[^\P{Cc}\n\t]/u);
    });

  it("keeps all text of an output that is too long to be read", () => {
    const line = `${ESC}[31mred${ESC}[0m\r\n`;
    const { text, runs } = readOutput(line.repeat(200_000));
    assert.equal(text, "red\n".repeat(200_000));
    assert.ok(runs.length > 1000);
    assert.equal(textOf(`${"x".repeat(2_000_000)}${ESC}[31my\rz`), `${"x".repeat(2_000_000)}y\nz`);
  });
});
