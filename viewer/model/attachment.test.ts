import assert from "node:assert/strict";
import { bytesOf, holdsData, savedName } from "./attachment.ts";

describe("a file that came with a message", () => {
  const file = (url: string) => ({ mime: "text/plain", url });
  const contents: readonly [url: string, text: string | undefined][] = [
    ["data:text/plain;base64,SGFsbG8=", "Hallo"],
    ["data:text/plain;charset=utf-8;BASE64,SGFs%0AbG8%3D", "Hallo"],
    ["data:application/pdf;base64,JVBERg==", "%PDF"],
    ["data:text/plain,a%20b+c,%C3%A4", "a b+c,ä"],
    ["data:,", ""],
    ["data:text/plain;base64,***", undefined],
    ["data:text/plain,%E4", undefined],
  ];
  for (const [url, text] of contents)
    it(`holds ${text === undefined ? "nothing whole" : JSON.stringify(text)} in ${url}`, () => {
      assert.ok(holdsData(file(url)));
      const bytes = bytesOf(file(url));
      assert.equal(bytes && new TextDecoder().decode(bytes), text);
    });

  it("is not here itself where there is only an address", () => {
    for (const url of ["file:///a.pdf", "https://a.example/data:,", "javascript:data:,", "data:", ""])
      assert.ok(!holdsData(file(url)), url);
    assert.ok(!holdsData({ mime: "text/plain" }));
  });

  const names: readonly [filename: string | null | undefined, mime: string, name: string][] = [
    ["report.pdf", "application/pdf", "report.pdf"],
    ["/etc/../a/b.txt", "text/plain", "b.txt"],
    ["C:\\secret\\c.txt", "text/plain", "c.txt"],
    ["invoice\u202efdp.exe", "application/pdf", "invoicefdp.exe"],
    ["a\u0000\n\u200bb.txt", "text/plain", "ab.txt"],
    ["..", "application/pdf", "attachment.pdf"],
    [".bashrc", "text/plain", "bashrc"],
    ["", "text/plain", "attachment.txt"],
    [null, "application/vnd.ms-excel", "attachment"],
    [undefined, "image/svg+xml", "attachment"],
    [`${"n".repeat(400)}.tar.gz`, "application/gzip", `${"n".repeat(147)}.gz`],
    ["Bericht über 日本.pdf", "application/pdf", "Bericht über 日本.pdf"],
  ];
  for (const [filename, mime, name] of names)
    it(`is saved as ${name} when it is called ${JSON.stringify(filename)?.slice(0, 40)}`, () =>
      assert.equal(savedName({ filename, mime }), name));
});
