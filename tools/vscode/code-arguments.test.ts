import assert from "node:assert/strict";
import { parseCodeArguments } from "./code-arguments.ts";

describe("a VS Code command line", () => {
  it("names the folder, the extensions, the tests and the profile", () =>
    assert.deepEqual(
      parseCodeArguments([
        "/work/app",
        "--no-sandbox",
        "--extensionTestsPath=/runner.cjs",
        "--extensionDevelopmentPath=/a",
        "--extensionDevelopmentPath=/b",
        "--user-data-dir=/user=data",
        "--extensions-dir",
        "/extensions",
        "--disable-updates",
      ]),
      {
        folder: "/work/app",
        extensionTestsPath: "/runner.cjs",
        extensionDevelopmentPaths: ["/a", "/b"],
        userDataDir: "/user=data",
        extensionsDir: "/extensions",
      },
    ));

  it("may name nothing", () => assert.deepEqual(parseCodeArguments([]), { extensionDevelopmentPaths: [] }));
});
