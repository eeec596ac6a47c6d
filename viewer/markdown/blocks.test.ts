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
    ["leaves script links as text", "[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"],
    [
      "labels code with its language",
      "```ts title=x\na<b\n```",
      '<pre><code class="language-ts">a&lt;b\n</code></pre>',
    ],
    ["takes no odd language names", '```"><img\na\n```', "<pre><code>a\n</code></pre>"],
  ];
  for (const [what, text, html] of cases) it(what, () => assert.equal(render(text), html));

  it("aligns columns by class, since style attributes are forbidden", () => {
    const html = render("|a|b|\n|:-:|--:|\n|1|2|");
    assert.match(html, /<td class="align-center">1<\/td>\s*<td class="align-right">2<\/td>/);
    assert.doesNotMatch(html, /style=/);
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
