import assert from "node:assert/strict";
import { formatTable } from "./table.ts";

describe("the report", () => {
  it("is an aligned table that says which targets were met", () => {
    const table = formatTable([
      { what: "latency", figure: "p50 8 ms", target: "≤ 10 ms", isMet: true },
      { what: "size", figure: "3 MB", target: "≤ 2 MB", isMet: false },
      { what: "idle", figure: "noise", target: "0" },
      { what: "raw disk", figure: "500/s" },
    ]);
    assert.equal(
      table,
      [
        "| what     | figure   | target  | met |",
        "|----------|----------|---------|-----|",
        "| latency  | p50 8 ms | ≤ 10 ms | yes |",
        "| size     | 3 MB     | ≤ 2 MB  | NO  |",
        "| idle     | noise    | 0       | ?   |",
        "| raw disk | 500/s    |         |     |",
      ].join("\n"),
    );
  });
});
