import assert from "node:assert/strict";
import { nodePackage, runsTypeScript } from "./node.mjs";

describe("the Node that runs the scripts", () => {
  const versions = [
    ["18.20.8", false],
    ["20.20.2", false],
    ["22.17.1", false],
    ["22.18.0", true],
    ["23.5.0", false],
    ["23.6.0", true],
    ["24.0.0", true],
    ["26.1.0", true],
  ] as const;
  for (const [version, expected] of versions)
    it(`${expected ? "is" : "cannot be"} ${version}`, () => assert.equal(runsTypeScript(version), expected));

  const platforms = [
    ["linux", "x64"],
    ["linux", "arm64"],
    ["darwin", "x64"],
    ["darwin", "arm64"],
    ["win32", "x64"],
  ] as const;
  for (const [platform, arch] of platforms)
    it(`is a package of Node 24 on ${platform} ${arch}`, () =>
      assert.match(nodePackage(platform, arch) ?? "", /^node-[a-z0-9-]+@24\.\d+\.\d+$/));

  it("is no package on a platform that npm has none for", () =>
    assert.equal(nodePackage("sunos", "x64"), undefined));
});
