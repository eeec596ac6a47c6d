import assert from "node:assert/strict";
import { parseEnvironment, secretsOf } from "./environment.ts";

describe("the secrets of an environment", () => {
  it("are read as .env files are", () =>
    assert.deepEqual(
      [...parseEnvironment("# a\nexport A=1\nB = 'two words'\nC=\"x\\ny\"\nD=z # why\n\nE=\n")],
      [
        ["A", "1"],
        ["B", "two words"],
        ["C", "x\ny"],
        ["D", "z"],
        ["E", ""],
      ],
    ));

  it("are those that have the name of one, and passwords in addresses", () =>
    assert.deepEqual(
      secretsOf([
        ["PATH", "/usr/bin:/bin"],
        ["NODE_ENV", "production"],
        ["DB_PASSWORD", "correct horse"],
        ["SESSION_SECRET", "lower-case-words"],
        ["DATABASE_URL", "postgres://app:s3cr3t-pw@db/app"],
        ["GITHUB_TOKEN", undefined],
      ]).map(({ value }) => value),
      ["correct horse", "lower-case-words", "s3cr3t-pw"],
    ));

  it("are none that stand for one", () =>
    assert.deepEqual(
      secretsOf([
        ["DB_PASSWORD", "postgres"],
        ["API_KEY", "your-api-key-here"],
        ["TOKEN", "$OTHER_TOKEN"],
        ["MAX_TOKENS", "4096000"],
      ]),
      [],
    ));
});
