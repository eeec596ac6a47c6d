import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Random } from "../../fixtures/random.ts";
import { sampleOfForm } from "../testing/sample-of-form.ts";
import { runRedact } from "./run-redact.ts";

const TOKEN = sampleOfForm("ghp_<a:36>", new Random(5)).secret;

describe("npm run redact", () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const file = (name: string, text: string) => {
    writeFileSync(path(name), text);
    return path(name);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "redact-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(args: readonly string[], input = "") {
    let [out, err] = ["", ""];
    const code = await runRedact(args, {
      stdin: Readable.from([input]),
      people: { homes: ["/home/annab"], user: "annab" },
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    });
    return { code, out, err };
  }

  it("says what it found in a text, where, and never the secret", async () => {
    const { code, out } = await run([file("a.log", `one\ntwo ${TOKEN}\n`)]);
    assert.equal(code, 1);
    assert.equal(
      out,
      `${path("a.log")}: 1 found\n  2:5  github-personal-token  ghp_… (40 characters)\n  in all: 1 × github-personal-token\n`,
    );
  });

  it("ends well when there is nothing", async () => {
    const { code, out } = await run([file("a.txt", "nothing here")]);
    assert.deepEqual([code, out], [0, `${path("a.txt")}: nothing was found.\n`]);
  });

  it("looks into JSON, and writes it beside the file", async () => {
    const session = {
      info: { title: "a" },
      parts: [{ state: { output: `x\n${TOKEN}`, password: "Hunter2!" } }],
    };
    const { code, out } = await run(["--write", file("s.json", JSON.stringify(session, null, 2))]);
    assert.equal(code, 1);
    assert.match(out, /parts\[0\]\.state\.output:2:1 {2}github-personal-token/);
    assert.match(out, /parts\[0\]\.state\.password:1:1 {2}password {2}… \(8 characters\)/);
    assert.deepEqual(JSON.parse(readFileSync(path("s.redacted.json"), "utf8")), {
      info: { title: "a" },
      parts: [
        { state: { output: "x\n[secret 1: github-personal-token]", password: "[secret 2: password]" } },
      ],
    });
    assert.ok(readFileSync(path("s.json"), "utf8").includes(TOKEN));
  });

  it("reads lines of JSON", async () => {
    const { out } = await run(["--write", file("s.jsonl", `{"a":1}\n{"b":"${TOKEN}"}\n`)]);
    assert.match(out, /line 2: b:1:1 {2}github-personal-token/);
    assert.equal(
      readFileSync(path("s.redacted.jsonl"), "utf8"),
      '{"a":1}\n{"b":"[secret 1: github-personal-token]"}\n',
    );
  });

  it("is a filter for standard input", async () => {
    const { code, out, err } = await run(["--write", "-"], `x ${TOKEN}\n`);
    assert.deepEqual([code, out], [1, "x [secret 1: github-personal-token]\n"]);
    assert.match(err, /1 × github-personal-token/);
  });

  it("counts a secret as one in all files", async () => {
    await run(["--write", file("a.txt", TOKEN), file("b.txt", `again ${TOKEN}`)]);
    assert.equal(readFileSync(path("b.redacted.txt"), "utf8"), "again [secret 1: github-personal-token]");
  });

  it("takes rules and values of one's own", async () => {
    const rules = file(
      "rules.json",
      JSON.stringify({ rules: [{ kind: "acme-token", forms: ["acme_<a:12>"] }], values: ["Project Heron"] }),
    );
    const { out } = await run([
      "--rules",
      rules,
      file("a.txt", "acme_Zk2LmX8vTn4R and project: Project Heron"),
    ]);
    assert.match(out, /1 × acme-token, 1 × own-value/);
  });

  it("takes the secret values of .env files", async () => {
    const env = file("x.env", "PORT=3000\nDB_PASSWORD=lower case words\n");
    const { out } = await run(["--env", env, file("a.txt", "it says: lower%20case%20words")]);
    assert.match(out, /1:10 {2}environment-value/);
  });

  it("replaces whose machine it is when asked", async () => {
    await run(["--people", "--write", file("a.txt", "cd /home/annab/app as annab")]);
    assert.equal(readFileSync(path("a.redacted.txt"), "utf8"), "cd ~/app as user");
  });

  const faults: Readonly<Record<string, readonly [string, RegExp]>> = {
    "no JSON": ["{", /no JSON/],
    "other members": ['{"patterns":[]}', /“patterns”/],
    "a rule without forms": ['{"rules":[{"kind":"a"}]}', /needs forms/],
    "a form without literal text": ['{"rules":[{"kind":"a","forms":["<a:30>"]}]}', /literal text/],
    "what is no form": ['{"rules":[{"kind":"a","forms":["abc<z:30>"]}]}', /no part of a form/],
    "a short value": ['{"values":["abc"]}', /value 1/],
  };
  for (const [name, [text, message]] of Object.entries(faults))
    it(`says what is wrong in rules: ${name}`, async () => {
      const { code, err } = await run(["--rules", file("rules.json", text), file("a.txt", "")]);
      assert.equal(code, 2);
      assert.match(err, message);
    });

  it("says so when a file is not there, or is none", async () => {
    assert.equal((await run([path("missing")])).code, 2);
    assert.match((await run([folder])).err, /is no file/);
    assert.ok(!existsSync(path("missing.redacted")));
  });

  it("tells how it is used", async () => {
    assert.equal((await run([])).code, 2);
    assert.match((await run(["--help"])).out, /Exit code/);
  });
});
