import assert from "node:assert/strict";
import { workbenchUrl } from "./workbench-url.ts";

const ORIGIN = "http://127.0.0.1:3000";

describe("the address of a workbench", () => {
  it("opens a folder, whatever is in its name", () =>
    assert.equal(
      new URL(workbenchUrl(ORIGIN, { folder: "/work/a&b c" })).searchParams.get("folder"),
      "/work/a&b c",
    ));

  it("opens an empty window without one", () =>
    assert.equal(new URL(workbenchUrl(ORIGIN, {})).searchParams.get("ew"), "true"));

  it("names what is developed and tested as paths of the server", () => {
    const target = { extensionDevelopmentPaths: ["/work/ext"], extensionTestsPath: "/work/tests.cjs" };
    assert.deepEqual(JSON.parse(new URL(workbenchUrl(ORIGIN, target)).searchParams.get("payload") ?? ""), [
      ["extensionDevelopmentPath", "vscode-remote://127.0.0.1:3000/work/ext"],
      ["extensionTestsPath", "vscode-remote://127.0.0.1:3000/work/tests.cjs"],
    ]);
  });
});
