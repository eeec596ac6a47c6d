import assert from "node:assert/strict";
import { privateKeys } from "./private-key.ts";

const BODY = ["MIIEpAIBAAKCAQEA7bq98Jw2", "kQ0yVb3mZtX5rP1cUoG8hLnD", "Zm9vYmFy+/=="];

function hide(text: string): string {
  const start = text.search(/-----BEGIN|Private-Lines/);
  let left = "";
  let at = 0;
  for (const { start: from, end } of privateKeys.look(text, start, start)?.[0]?.pieces ?? []) {
    left += `${text.slice(at, from)}§`;
    at = end;
  }
  return left + text.slice(at);
}

const key = (type: string, lineBreak = "\n", before = "") =>
  [`-----BEGIN ${type}-----`, ...BODY, `-----END ${type}-----`].map((line) => before + line).join(lineBreak);
const hidden = (type: string, lineBreak = "\n", before = "") =>
  [`-----BEGIN ${type}-----`, "§", "§", "§", `-----END ${type}-----`]
    .map((line) => before + line)
    .join(lineBreak);

describe("private keys", () => {
  for (const type of ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
    it(`are hidden line by line: ${type}`, () =>
      assert.equal(hide(`a\n${key(type)}\nb`), `a\n${hidden(type)}\nb`));

  for (const before of ["+", "-", " ", "00012| ", "   12\t", "> ", "  "])
    it(`keep what stands before each line: ${JSON.stringify(before)}`, () =>
      assert.equal(hide(key("EC PRIVATE KEY", "\n", before)), hidden("EC PRIVATE KEY", "\n", before)));

  for (const lineBreak of ["\r\n", "\\n", "\\r\\n", "\\\\n"])
    it(`are seen with these breaks: ${lineBreak}`, () =>
      assert.equal(
        hide(`{"a":"${key("PRIVATE KEY", lineBreak)}"}`),
        `{"a":"${hidden("PRIVATE KEY", lineBreak)}"}`,
      ));

  it("are hidden as far as they go when their end is missing", () =>
    assert.equal(
      hide(`-----BEGIN PRIVATE KEY-----\n${BODY.join("\n")}\n\nThat was it, as you see.`),
      "-----BEGIN PRIVATE KEY-----\n§\n§\n§\n\nThat was it, as you see.",
    ));

  it("are no public keys and certificates", () => {
    assert.equal(hide(key("PUBLIC KEY")), key("PUBLIC KEY"));
    assert.equal(hide(key("CERTIFICATE")), key("CERTIFICATE"));
  });

  it("are seen in files of PuTTY", () =>
    assert.equal(
      hide(`Private-Lines: 3\n${BODY.join("\n")}\nPrivate-MAC: 00`),
      "Private-Lines: 3\n§\n§\n§\nPrivate-MAC: 00",
    ));
});
