import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { withFirstOnPath } from "./path.mjs";

describe("a folder put first on the PATH", () => {
  it("stands before the others", () =>
    assert.deepEqual(withFirstOnPath("/new", { PATH: "/old" }), { PATH: `/new${delimiter}/old` }));

  it("keeps the name that Windows gives the variable", () =>
    assert.deepEqual(withFirstOnPath("C:\\new", { Path: "C:\\old" }), {
      Path: `C:\\new${delimiter}C:\\old`,
    }));

  it("is the only one where there was none", () =>
    assert.deepEqual(withFirstOnPath("/new", {}), { PATH: "/new" }));
});
