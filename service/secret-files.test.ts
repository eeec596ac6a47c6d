import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, readConfig } from "./config.ts";
import { FILE, SECRETS } from "./secret-files.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";

const URL_OF_IT = "postgres://share:s3cret@db.acme.example/share";

describe("a secret setting that stands in a file", () => {
  const newFolder = temporaryFolders();
  const file = (text: string | Buffer) => {
    const path = join(newFolder(), "secret");
    writeFileSync(path, text);
    return path;
  };
  const refused = (env: Record<string, string>, expected: RegExp) =>
    assert.throws(
      () => readConfig(env),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, expected);
        assert.doesNotMatch(error.message, /s3cret/);
        return true;
      },
    );
  const oidc = {
    SHARE_AUTH: "oidc",
    SHARE_OIDC_ISSUER: "https://login.acme.example",
    SHARE_OIDC_CLIENT_ID: "share",
  };

  it("counts as if it stood in the variable, with or without the end of its line", () => {
    for (const end of ["", "\n", "\r\n"]) {
      const config = readConfig({
        ...oidc,
        SHARE_DATABASE_URL_FILE: file(URL_OF_IT + end),
        SHARE_OIDC_CLIENT_SECRET_FILE: file(`s3cret é${end}`),
      });
      assert.equal(config.databaseUrl, URL_OF_IT);
      assert.equal(config.oidc?.clientSecret, "s3cret é");
    }
  });

  it("may be a link to where it is, as Kubernetes has it", () => {
    const link = join(newFolder(), "link");
    symlinkSync(file(URL_OF_IT), link);
    assert.equal(readConfig({ SHARE_DATABASE_URL_FILE: link }).databaseUrl, URL_OF_IT);
  });

  it("is as good as none when the file has no name", () => {
    for (const name of SECRETS) readConfig({ [name + FILE]: "" });
    assert.equal(readConfig({ SHARE_DATABASE_URL_FILE: "" }).databaseUrl, undefined);
  });

  for (const name of SECRETS) {
    it(`is refused beside ${name} itself`, () => {
      refused(
        { [name]: URL_OF_IT, [name + FILE]: file(URL_OF_IT) },
        new RegExp(`^${name}_FILE: ${name} is set, too`),
      );
    });

    it(`is refused when the file of ${name} is not there, is no file, or may not be read`, () => {
      refused(
        { [name + FILE]: join(newFolder(), "none") },
        new RegExp(`^${name}_FILE: .*none cannot be read \\(ENOENT\\)`),
      );
      const folder = join(newFolder(), "folder");
      mkdirSync(folder);
      refused({ [name + FILE]: folder }, new RegExp(`^${name}_FILE: .*folder (is no file|cannot be read)`));
      const closed = file(URL_OF_IT);
      chmodSync(closed, 0);
      if (process.getuid?.() !== 0) refused({ [name + FILE]: closed }, /cannot be read \(EACCES\)/);
    });

    const wrong: [string, string | Buffer, RegExp][] = [
      ["nothing", "", /is empty/],
      ["the end of a line alone", "\n", /is empty/],
      ["two lines", `${URL_OF_IT}\n${URL_OF_IT}\n`, /one line of text/],
      ["a NUL", `${URL_OF_IT}\0`, /one line of text/],
      ["a space before it", ` ${URL_OF_IT}`, /begin or end with a space/],
      ["what is no text", Buffer.from([0x73, 0xff, 0xfe]), /no text in UTF-8/],
      ["more than a secret", "s3cret".repeat(10_000), /is longer than/],
    ];
    for (const [what, text, expected] of wrong)
      it(`is refused when the file of ${name} holds ${what}`, () => {
        refused({ [name + FILE]: file(text) }, new RegExp(`^${name}_FILE: .*${expected.source}`));
      });
  }

  it("is refused by the name of the setting that names the file, and does not say what stands there", () => {
    refused(
      { SHARE_DATABASE_URL_FILE: file("mysql://ann:s3cret@db/share") },
      /^SHARE_DATABASE_URL_FILE: what stands in it must be the address of a PostgreSQL/,
    );
  });

  it("is refused where the file is a pipe that nobody may ever write to", function () {
    if (process.platform === "win32") this.skip();
    const pipe = join(newFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    refused({ SHARE_DATABASE_URL_FILE: pipe }, /is no file/);
  });

  it("is for secrets alone, and a name that is nearly right is told", () => {
    refused({ SHARE_PORT_FILE: file("80") }, /^SHARE_PORT_FILE: is no setting/);
    refused(
      { SHARE_DATABSE_URL_FILE: file(URL_OF_IT) },
      /SHARE_DATABSE_URL_FILE: is no setting.*Did you mean SHARE_DATABASE_URL_FILE\?/,
    );
  });
});
