import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { findNpm, withoutNpmNoise } from "./npm.mjs";

describe("npm", () => {
  let temp: TempFolder;
  const place = (path: string) => {
    const whole = join(temp.path, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, "");
    return whole;
  };
  beforeEach(() => {
    temp = makeTempFolder("npm");
  });
  afterEach(() => temp.remove());

  it("is the one that runs the script", () => {
    const npm = place("npm-cli.js");
    assert.equal(findNpm({ npm_execpath: npm }, join(temp.path, "bin/node")), npm);
  });

  it("is the one beside Node when another package manager runs the script", () => {
    const npm = place("lib/node_modules/npm/bin/npm-cli.js");
    const yarn = place("yarn.js");
    assert.equal(findNpm({ npm_execpath: yarn }, join(temp.path, "bin/node")), npm);
  });

  it("is left to the PATH when it is in neither place", () =>
    assert.equal(findNpm({}, join(temp.path, "bin/node")), undefined));

  it("keeps what people set, and forgets what an outer npm left in the environment", () => {
    const kept = {
      HOME: "/home/ada",
      npm_config_registry: "https://npm.acme.example",
      npm_config_cache: "/c",
    };
    const steering = { npm_config_local_prefix: "/x", npm_lifecycle_event: "test", npm_package_name: "x" };
    assert.deepEqual(withoutNpmNoise({ ...kept, ...steering }), kept);
  });
});
