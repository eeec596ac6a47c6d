import assert from "node:assert/strict";
import { Random } from "../fixtures/random.ts";
import type { Json } from "../protocol/json.ts";
import { Redactor } from "./redactor.ts";
import { sampleOfForm } from "./testing/sample-of-form.ts";

const random = new Random(3);
const GITHUB = sampleOfForm("ghp_<a:36>", random).secret;
const AWS = sampleOfForm("AKIA<U:16>", random).secret;

describe("the redactor of a share", () => {
  it("numbers secrets as they come, and keeps the number of each", () => {
    const redactor = new Redactor();
    assert.equal(
      redactor.redactText(`${GITHUB} then ${AWS} then ${GITHUB}`),
      "[secret 1: github-personal-token] then [secret 2: aws-access-key] then [secret 1: github-personal-token]",
    );
    assert.equal(redactor.redactText(`X=${AWS}`), "X=[secret 2: aws-access-key]");
    assert.deepEqual(
      [...redactor.counts()],
      [
        ["github-personal-token", 1],
        ["aws-access-key", 1],
      ],
    );
  });

  it("keeps the numbers when it is made again, without any secret in what it saves", () => {
    const first = new Redactor();
    first.redactText(`${AWS} ${GITHUB}`);
    const saved = JSON.parse(JSON.stringify(first.save())) as ReturnType<Redactor["save"]>;
    assert.ok(!JSON.stringify(saved).includes(AWS));
    assert.equal(new Redactor({ saved }).redactText(GITHUB), "[secret 2: github-personal-token]");
  });

  it("leaves what it has redacted as it is", () => {
    const redactor = new Redactor();
    const once = redactor.redactText(
      `DB_PASSWORD=hunter2!! Authorization: Bearer ${GITHUB} postgres://app:s3cr3tpw@db/x {"token":"${AWS}"}`,
    );
    assert.equal(redactor.redactText(once), once);
    assert.ok(!/hunter2|s3cr3tpw|AKIA|ghp_/.test(once), once);
  });

  const places: Readonly<Record<string, Json>> = {
    "input of a tool": { type: "tool", state: { input: { command: `echo ${GITHUB}` } } },
    "output of a tool": { type: "tool", state: { output: `a\n${GITHUB}\n` } },
    metadata: { state: { metadata: { diff: `+x = "${GITHUB}"`, preview: [[{ line: GITHUB }]] } } },
    title: { id: "ses_1", title: `Use ${GITHUB}` },
    "name of a file": { filename: `${GITHUB}.txt` },
    "name of a member": { files: { [`/a/${GITHUB}`]: true } },
    "JSON in JSON": { text: JSON.stringify({ a: JSON.stringify({ b: GITHUB }) }) },
    list: [GITHUB, { x: [GITHUB] }],
  };
  for (const [name, value] of Object.entries(places))
    it(`finds a secret here: ${name}`, () => {
      const redacted = JSON.stringify(new Redactor().redact(value));
      assert.ok(!redacted.includes(GITHUB.slice(8, 16)), redacted);
      assert.ok(redacted.includes("[secret 1: github-personal-token]"));
    });

  it("reads a value beside the name of its member", () => {
    const redacted = new Redactor().redact({
      password: "Hunter2!",
      env: [{ name: "API_KEY", value: "q9Zk2LmX8vTn4RbW7cYd" }],
      headers: [["X-Auth-Token", "b8Yj1KlW7uSm3QaV6bXc"]],
      max_tokens: "4096",
    });
    assert.deepEqual(redacted, {
      password: "[secret 1: password]",
      env: [{ name: "API_KEY", value: "[secret 2: secret]" }],
      headers: [["X-Auth-Token", "[secret 3: secret]"]],
      max_tokens: "4096",
    });
  });

  it("gives back the very value that has no secret", () => {
    const value = { a: ["b", { c: 1, d: null, e: true }] };
    assert.equal(new Redactor().redact(value), value);
  });

  it("loses no member when two names become the same", () => {
    const redacted = new Redactor({ people: { homes: ["/home/annab"] } }).redact({
      "/home/annab/a": 1,
      "~/a": 2,
    });
    assert.deepEqual(redacted, { "~/a": 1, "~/a (2)": 2 });
  });

  it("leaves ids as they are", () => {
    const ids = {
      id: "prt_0a1b2c3d4e5fZk2LmX8vTn4RbW",
      sessionID: "ses_0a1b2c3d4e5fZk2LmX8vTn4RbW",
      messageID: "msg_0a1b2c3d4e5fZk2LmX8vTn4RbW",
      parentID: "ses_1a1b2c3d4e5fZk2LmX8vTn4RbW",
      callID: "call_Zk2LmX8vTn4RbW0a1b2c3d",
      session_id: "ses_0a1b2c3d4e5fZk2LmX8vTn4RbW",
      hash: "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
      snapshot: "9a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
    };
    assert.equal(new Redactor().redact(ids), ids);
  });

  it("leaves what it is told to keep", () =>
    assert.equal(new Redactor({ people: { user: "annab" } }).redact("annab", new Set(["annab"])), "annab"));

  it("keeps the lines of a diff", () => {
    const body = Array.from({ length: 3 }, () => random.text("ABCDEFabcdef0123456789+/", 64));
    const diff = [
      "@@ -0,0 +1,5 @@",
      "+-----BEGIN PRIVATE KEY-----",
      ...body.map((line) => `+${line}`),
      "+-----END PRIVATE KEY-----",
    ].join("\n");
    assert.equal(
      new Redactor().redactText(diff),
      "@@ -0,0 +1,5 @@\n+-----BEGIN PRIVATE KEY-----\n+[secret 1: private-key]\n+\n+\n+-----END PRIVATE KEY-----",
    );
  });

  it("sees one key in a diff, in JSON and in a file", () => {
    const body = Array.from({ length: 3 }, () => random.text("ABCDEFabcdef0123456789+/", 64));
    const key = ["-----BEGIN PRIVATE KEY-----", ...body, "-----END PRIVATE KEY-----"].join("\n");
    const redactor = new Redactor();
    for (const text of [key, key.replaceAll(/^/gm, "-"), JSON.stringify({ key })]) redactor.redactText(text);
    assert.deepEqual([...redactor.counts()], [["private-key", 1]]);
  });

  it("keeps a text file in an address readable", () => {
    const url = `data:text/plain;base64,${Buffer.from(`a file with ${GITHUB} in it, and more`).toString("base64")}`;
    const [, base64 = ""] = new Redactor().redactText(url).split("base64,");
    assert.equal(
      Buffer.from(base64, "base64").toString(),
      "a file with [secret 1: github-personal-token] in it, and more",
    );
  });

  it("hides known values in all their forms, by one number", () => {
    const redactor = new Redactor({ known: [{ kind: "environment-value", value: "plain words" }] });
    assert.equal(
      redactor.redactText("plain words, plain%20words, 706c61696e20776f726473"),
      "[secret 1: environment-value], [secret 1: environment-value], [secret 1: environment-value]",
    );
  });
});
