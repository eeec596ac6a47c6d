import assert from "node:assert/strict";
import * as fc from "fast-check";
import { returnUrl } from "./return-path.ts";

describe("the way back after signing in", () => {
  const HOME = "https://share.test";

  const own = ["/", "/share/abc", "/share/abc?since=1&x=%20", "/auth/device?request=a.b..c", "/a:b@c"];
  for (const path of own)
    it(`is ${path}, as asked`, () => {
      assert.equal(returnUrl(HOME, path), HOME + path);
    });

  const tricks: unknown[] = [
    undefined,
    ["/a", "/b"],
    "",
    "share",
    "https://evil.test",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "\t//evil.test",
    " //evil.test",
    "/ /evil.test",
    "/a\r\nset-cookie: x=y",
    "/\u0000",
    "javascript:alert(1)",
    "data:text/html,x",
    "/..//evil.test",
    "/./evil",
    "/a/../..//evil.test",
    "/%2e%2e//evil.test",
    "/a#https://evil.test",
    "@evil.test",
    ".evil.test",
    "/é",
    `/${"a".repeat(2_000)}`,
  ];
  for (const trick of tricks)
    it(`is the front page for ${JSON.stringify(trick)?.slice(0, 40)}`, () => {
      assert.equal(returnUrl(HOME, trick), `${HOME}/`);
    });

  it("is inside the service for any text, as browsers read it", () => {
    const pieces = fc.constantFrom(
      "/",
      "\\",
      "//",
      "..",
      ".",
      ":",
      "@",
      "evil.test",
      "%2f",
      "\t",
      "?",
      "#",
      "a",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(text, (path) => {
        for (const publicUrl of [HOME, `${HOME}/base`]) {
          const url = new URL(returnUrl(publicUrl, path), "https://elsewhere.test");
          assert.ok(
            url.href.startsWith(`${publicUrl}/`) ||
              url.href === publicUrl ||
              url.href.startsWith(`${publicUrl}?`),
          );
        }
      }),
    );
  });

  it("may say the service's base path or leave it out", () => {
    const publicUrl = `${HOME}/base`;
    assert.equal(returnUrl(publicUrl, "/base/share/x"), `${publicUrl}/share/x`);
    assert.equal(returnUrl(publicUrl, "/share/x"), `${publicUrl}/share/x`);
    assert.equal(returnUrl(publicUrl, "/basement"), `${publicUrl}/basement`);
    assert.equal(returnUrl(publicUrl, "/base/../other"), `${publicUrl}/`);
  });
});
