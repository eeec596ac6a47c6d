import assert from "node:assert/strict";
import { isInlineImage, MarkdownRenderer } from "./blocks.ts";

const renderer = new MarkdownRenderer();
const render = (text: string) => renderer.render(text).join("").trim();

describe("Markdown", () => {
  const cases: readonly [what: string, text: string, html: string][] = [
    ["escapes HTML", "<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"],
    [
      "makes links of web addresses",
      "https://a.example/x",
      '<p><a href="https://a.example/x">https://a.example/x</a></p>',
    ],
    ["makes no links of file names", "README.md and main.rs", "<p>README.md and main.rs</p>"],
    [
      "makes links of remote images",
      "![a <b>](https://a.example/x.png)",
      '<p><a href="https://a.example/x.png">a &lt;b&gt;</a></p>',
    ],
    ["leaves links without a host as text", "[x](http:/docs)", "<p>[x](http:/docs)</p>"],
    [
      "leads nowhere but where it shows",
      "[x](https://a.example@b.example/) <https:///y>",
      '<p>[x](<a href="https://a.example">https://a.example</a>@b.example/) &lt;https:///y&gt;</p>',
    ],
    ["leaves script links as text", "[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"],
    [
      "labels code with its language",
      "```ts title=x\na<b\n```",
      '<pre><code class="language-ts">a&lt;b\n</code></pre>',
    ],
    ["takes no odd language names", '```"><img\na\n```', "<pre><code>a\n</code></pre>"],
    [
      "ends emphasis between CJK punctuation and a letter",
      "**重要：**请",
      "<p><strong>重要：</strong>请</p>",
    ],
    [
      "ends emphasis after quotes and brackets inside CJK text",
      "他说**“你好”**。**注意(Note)**的 **「これ」**は ~~废（弃）~~的 *중요(重要)*는",
      "<p>他说<strong>“你好”</strong>。<strong>注意(Note)</strong>的 <strong>「これ」</strong>は <s>废（弃）</s>的 <em>중요(重要)</em>는</p>",
    ],
    [
      "ends emphasis around code and beside letters beyond the first plane",
      "请运行**`npm start`**命令**重要！**𠮷野",
      "<p>请运行<strong><code>npm start</code></strong>命令<strong>重要！</strong>𠮷野</p>",
    ],
    ["ends emphasis in other text without spaces", "**สำคัญ:**กรุณา", "<p><strong>สำคัญ:</strong>กรุณา</p>"],
    [
      "leaves what is no emphasis as it is",
      '2 * 3 * 4, a*"b"*c, **文 字 ** 和 snake_case_名 _文：_请',
      "<p>2 * 3 * 4, a*&quot;b&quot;*c, **文 字 ** 和 snake_case_名 _文：_请</p>",
    ],
  ];
  for (const [what, text, html] of cases) it(what, () => assert.equal(render(text), html));

  describe("however deep it is nested", () => {
    const lines = (count: number, line: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => line(at)).join("\n");
    const word = (at: number) => `word${at}.`;
    const texts: readonly [what: string, count: number, text: string][] = [
      ["quotes in one line", 1, `${"> ".repeat(150)}${word(0)}`],
      [
        "quotes, each with its words",
        150,
        lines(150, (at) => `${">".repeat(at + 1)} ${word(at)}\n${">".repeat(at + 1)}`),
      ],
      ["quotes that become fewer", 150, lines(150, (at) => `${">".repeat(150 - at)} ${word(at)}\n`)],
      ["lists in one line", 1, `${"- ".repeat(60)}${word(0)}`],
      ["lists, each with its words", 60, lines(60, (at) => `${"  ".repeat(at)}- ${word(at)}`)],
      ["numbered lists", 60, lines(60, (at) => `${"   ".repeat(at)}1. ${word(at)}\n`)],
      [
        "lists that become less deep",
        120,
        lines(120, (at) => `${"  ".repeat(at < 60 ? at : 119 - at)}- ${word(at)}`),
      ],
      ["quotes within lists", 1, `${"- > ".repeat(200)}${word(0)}`],
      [
        "code within lists",
        2,
        `${"- ".repeat(60)}\`\`\`\n${"  ".repeat(60)}${word(0)}\n${"  ".repeat(60)}${word(1)}`,
      ],
      ["many thousand quotes", 1, `${">".repeat(50_000)}${word(0)}`],
    ];
    for (const [what, count, text] of texts)
      it(`loses no word, and nothing of what comes after it: ${what}`, () => {
        const html = render(`before\n\n${text}\n\nafter **it**`);
        for (let at = 0; at < count; at++) assert.equal(html.split(word(at)).length, 2, word(at));
        assert.match(html, /^<p>before<\/p>/);
        assert.match(html, /<p>after <strong>it<\/strong><\/p>$/);
      });
  });

  it("aligns columns by class, since style attributes are forbidden", () => {
    const html = render("|a|b|\n|:-:|--:|\n|1|2|");
    assert.match(html, /<td class="align-center">1<\/td>\s*<td class="align-right">2<\/td>/);
    assert.doesNotMatch(html, /style=/);
  });

  it("marks the tasks of a list, and what only looks like one stays text", () => {
    const list = [
      "- [ ] open **now**",
      "- [x] done",
      "  1. [X] nested",
      "- [ ]",
      "- [x](https://a.example)",
      "- [y] no",
      "- a [ ] later",
      "- [ ] `code`",
    ];
    const html = render(list.join("\n")).replaceAll("\n", "");
    assert.equal(
      html,
      '<ul><li class="task-open">open <strong>now</strong></li>' +
        '<li class="task-done">done<ol><li class="task-done">nested</li></ol></li>' +
        '<li>[ ]</li><li><a href="https://a.example">x</a></li><li>[y] no</li><li>a [ ] later</li>' +
        '<li class="task-open"><code>code</code></li></ul>',
    );
    assert.match(render("1. [ ] a\n\n   b"), /<li class="task-open">\n<p>a<\/p>/);
    assert.equal(render("[ ] no list"), "<p>[ ] no list</p>");
  });

  it("gives one block for each element, equal before the end of a growing text", () => {
    const before = renderer.render("# One\n\n- two\n- three\n\nfou");
    const after = renderer.render("# One\n\n- two\n- three\n\nfour, and more\n\nfive");
    assert.equal(before.length, 3);
    assert.equal(after.length, 4);
    assert.deepEqual(after.slice(0, 2), before.slice(0, 2));
  });

  it("shows raster images that need no request, and no others", () => {
    for (const type of ["png", "jpeg", "gif", "webp"])
      assert.ok(isInlineImage(`data:image/${type};base64,AAAA`));
    for (const source of [
      "data:image/svg+xml;base64,AAAA",
      "data:text/html,x",
      "https://a.example/x.png",
      "data:image/png,x",
      "x",
    ])
      assert.ok(!isInlineImage(source));
  });
});
