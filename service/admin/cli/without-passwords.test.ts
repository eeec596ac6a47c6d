import assert from "node:assert/strict";
import { withoutPasswords } from "./without-passwords.ts";

describe("a message of the command line", () => {
  const said: [string, string][] = [
    ["“postgres://ann:s3cret@db/share” is too much", "“postgres://…@db/share” is too much"],
    ["x --from=postgres://ann:p@ss/w@rd@db:5/share?ssl=1 y", "x --from=postgres://…@db:5/share?ssl=1 y"],
    [
      "postgres:///share?host=/run&password=s3cret&user=ann",
      "postgres:///share?host=/run&password=…&user=ann",
    ],
    ["postgres://db/share?sslpassword=s3cret", "postgres://db/share?sslpassword=…"],
    ["write to ann@acme.test, see https://acme.test/", "write to ann@acme.test, see https://acme.test/"],
  ];
  for (const [text, expected] of said)
    it(`says ${expected}`, () => {
      assert.equal(withoutPasswords(text), expected);
    });
});
