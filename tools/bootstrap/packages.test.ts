import assert from "node:assert/strict";
import { isInstalled } from "./packages.mjs";

const wanted = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/zod": { version: "4.6.7" },
    "node_modules/@esbuild/darwin-arm64": { version: "0.28.2", optional: true },
  },
};

describe("node_modules", () => {
  it("is complete without the optional packages of other platforms", () =>
    assert.equal(isInstalled(wanted, { packages: { "node_modules/zod": { version: "4.6.7" } } }), true));

  const incomplete = {
    "is missing": undefined,
    "lacks a package": { packages: {} },
    "holds another version": { packages: { "node_modules/zod": { version: "4.6.6" } } },
    "holds a package that the lock file dropped": {
      packages: { "node_modules/zod": { version: "4.6.7" }, "node_modules/left": { version: "1.0.0" } },
    },
  };
  for (const [what, installed] of Object.entries(incomplete))
    it(`is brought up to date when it ${what}`, () => assert.equal(isInstalled(wanted, installed), false));
});
