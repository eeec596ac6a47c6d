import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { readPolicyFile } from "./read-policy-file.ts";
import { PolicyError, policyFileSchema } from "./service-policy.ts";

const DOCUMENTATION = join(import.meta.dirname, "../../docs/policy.md");

describe("a policy file", () => {
  const newFolder = temporaryFolders();
  const read = (text: string) => {
    const path = join(newFolder(), "policy");
    writeFileSync(path, text);
    return readPolicyFile(path);
  };

  it("is JSON or YAML, and what it leaves out has the default", async () => {
    const json = await read('{"audiences":["org","me"],"expiry":{"maxDays":60}}');
    const yaml = await read("# ours\naudiences: [org, me]\nexpiry:\n  maxDays: 60\n");
    assert.deepEqual(json, yaml);
    assert.deepEqual(json.expiry, { defaultDays: 30, maxDays: 60 });
    assert.deepEqual(await read(""), await readPolicyFile(undefined));
  });

  const broken: [string, string, RegExp][] = [
    ["a word that it does not know", "audience: org", /audience/],
    ["a value that makes no sense", "expiry: { maxDays: -1 }", /expiry\.maxDays/],
    ["no policy at all", "- a\n- b", /the file/],
    ["half a JSON text", '{"audiences": [', /neither JSON nor YAML/],
  ];
  for (const [what, text, complaint] of broken)
    it(`with ${what} is refused, and the message says where`, () =>
      assert.rejects(read(text), (error: unknown) => {
        assert.ok(error instanceof PolicyError);
        assert.match(error.message, complaint);
        return true;
      }));

  it("is documented with every word and default", async () => {
    const text = readFileSync(DOCUMENTATION, "utf8");
    const [, yaml = ""] = /```yaml\n(.+?)```/s.exec(text) ?? [];
    const { limits, retention, expiry } = policyFileSchema.parse({});
    const words = [policyFileSchema.shape, limits, retention, expiry].flatMap((part) => Object.keys(part));
    for (const word of words) assert.match(yaml, new RegExp(`^[ #]*${word}:`, "m"));
    assert.deepEqual(await read(yaml), await readPolicyFile(undefined));
    assert.deepEqual(await read(yaml.replaceAll(/^# (?=\w+:)/gm, "")), {
      ...(await readPolicyFile(undefined)),
      audiences: ["me", "people", "org", "link"],
      defaultAudience: "org",
    });
  });

  for (const value of ['"60"', "60.5", "1e20", ".inf", "yes", "0x", "60 days", "[60]"])
    it(`with ${value} for a number is refused by its name`, () =>
      assert.rejects(read(`limits: { sharesPerUser: ${value} }`), /limits\.sharesPerUser/));

  for (const value of ["yes", "on", "1", '"true"', "TRUE!"])
    it(`with ${value} for a yes or no is refused by its name`, () =>
      assert.rejects(read(`linkNeedsPassword: ${value}`), /linkNeedsPassword/));

  it("that is no regular file, or a huge one, is refused without being read", async () => {
    for (const path of ["/dev/zero", newFolder()])
      await assert.rejects(readPolicyFile(path), /SHARE_POLICY_FILE: .* it is no regular file/);
    await assert.rejects(read("#".repeat(2_000_000)), /larger than/);
  });

  it("that is missing is refused", () =>
    assert.rejects(readPolicyFile(join(newFolder(), "none.yaml")), PolicyError));
});
