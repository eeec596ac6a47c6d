import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SecretFiles } from "./secret-files.ts";
import { whyNotPrivate } from "./state-folder.ts";

const isWindows = process.platform === "win32";

describe("secrets in files", () => {
  let base: string;
  const at = (name: string) => path.join(base, name);
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), "secret-files-"));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it("are the same for all who have the folder, until they are deleted", async () => {
    const [one, other] = [new SecretFiles(at("secrets")), new SecretFiles(at("secrets"))];
    assert.equal(await one.get("share.a"), undefined);
    await Promise.all([one.store("share.a", "first"), other.store("share.b", "second")]);
    assert.deepEqual([await other.get("share.a"), await one.get("share.b")], ["first", "second"]);
    await other.delete("share.a");
    await one.delete("share.a");
    assert.deepEqual([await one.get("share.a"), await one.get("share.b")], [undefined, "second"]);
  });

  it("stay in their folder whatever their names are", async () => {
    const secrets = new SecretFiles(at("secrets"));
    await secrets.store("../out/of:it", "value");
    assert.equal(await secrets.get("../out/of:it"), "value");
    assert.throws(() => statSync(at("out")), { code: "ENOENT" });
  });

  if (!isWindows)
    it("can be read by their user alone", async () => {
      await new SecretFiles(at("secrets")).store("share.a", "value");
      assert.equal(statSync(at("secrets")).mode & 0o777, 0o700);
      assert.equal(statSync(at("secrets/share.a")).mode & 0o777, 0o600);
    });
});

describe("a folder for secrets", () => {
  let base: string;
  const at = (name: string) => path.join(base, name);
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), "state-"));
    mkdirSync(at("own"), { mode: 0o700 });
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it("is one that only its user may read", () => {
    if (isWindows) return;
    assert.equal(whyNotPrivate(at("own")), undefined);
    for (const mode of [0o750, 0o705, 0o720, 0o777]) {
      chmodSync(at("own"), mode);
      assert.equal(whyNotPrivate(at("own")), "others may read or change it");
    }
  });

  it("is no file, no link, nothing missing and nothing relative", () => {
    writeFileSync(at("file"), "", { mode: 0o600 });
    assert.equal(whyNotPrivate(at("file")), "it is no folder");
    assert.match(whyNotPrivate(at("missing")) ?? "", /ENOENT/);
    assert.equal(whyNotPrivate("own"), "its path is not absolute");
    if (isWindows) return;
    symlinkSync(at("own"), at("link"));
    assert.equal(whyNotPrivate(at("link")), "it is no folder");
  });

  it("is nobody else's", () => {
    if (isWindows) return;
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(at("own"), 12_345, 12_345);
    assert.equal(whyNotPrivate(isRoot ? at("own") : "/"), "it belongs to somebody else");
  });
});
