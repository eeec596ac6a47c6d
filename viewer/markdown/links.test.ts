import assert from "node:assert/strict";
import { isWebLink } from "./links.ts";

describe("a link", () => {
  for (const href of [
    "https://a.example",
    "http://a.example/x?y=https://b.example/@z#@",
    "HTTPS://A.example:8443/%20/x\\y",
    "https://a.example?@b",
    "http://127.0.0.1:4096/x",
    "http://[::1]/x",
    "https://bücher.example/ü",
    "mailto:a@b.example",
    "mailto:a@b.example?subject=x",
  ])
    it(`may be followed: ${href}`, () => assert.equal(isWebLink(href), true));

  for (const href of [
    ...[
      "",
      "#x",
      "?x",
      "x",
      "/x",
      "//x",
      "//a.example/x",
      "/\\a.example",
      "\\\\a.example",
      "README.md",
      "../x",
    ],
    ...[
      "http:",
      "http:/",
      "http://",
      "http:docs",
      "http:/docs",
      "http:///docs",
      "http:////docs",
      "https:docs",
    ],
    ...[
      "http:\\docs",
      "http:\\\\docs",
      "http:/\\docs",
      "https:\\/a.example",
      "http://\\a.example",
      "http://?x",
      "http://#x",
    ],
    ...[
      "ht\ttp://a.example",
      "http\n://a.example",
      "http:/\t/a.example",
      " http://a.example",
      "\u0000https://a.example",
    ],
    ...[
      "https://a.example\u200b.b.example/",
      "https://a.example /x",
      "https://a\u202e.example/",
      "https://a.example/\u202ex",
    ],
    ...[
      "https://a.example@b.example/",
      "https://a:b@c.example/",
      "https://a.example\\@b.example/",
      "https://@b.example/",
    ],
    ...[
      "https://a.example%40b.example:x@c/",
      "https://a.example:port/",
      "https://a b/",
      "http://[::1/x",
      "https://%00/",
    ],
    ...[
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\tscript:alert(1)",
      "javascript://a.example/%0aalert(1)",
    ],
    ...[
      "vbscript:x",
      "data:text/html,x",
      "blob:https://a.example/x",
      "file:///etc/passwd",
      "ftp://a.example",
    ],
    ...[
      "vscode://x.y/z",
      "command:x",
      "view-source:https://a.example",
      "http-x://a.example",
      "httpsx://a.example",
    ],
    ...["mailto:", "mailto://a.example", "mailto:\\a"],
  ])
    it(`leads nowhere: ${JSON.stringify(href)}`, () => assert.equal(isWebLink(href), false));
});
