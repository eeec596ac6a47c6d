import assert from "node:assert/strict";
import { root } from "../root.ts";
import { parseDrawings } from "./drawing.ts";
import { importsOf, type SourceFile } from "./imports.ts";
import { type Drawings, judge } from "./judge.ts";
import { judgeRepository } from "./judge-repository.ts";

const draw = (...lines: readonly string[]) => {
  const [drawing] = parseDrawings(["```mermaid", "flowchart LR", ...lines, "```", ""].join("\n"));
  assert.ok(drawing);
  return drawing;
};

describe("the architecture", () => {
  const drawings: Drawings = {
    packages: draw('ui["ui"]', 'core["core"]', "ui --> core"),
    folders: [draw('a["core/a"]', 'b["core/b"]', 'c["core/c"]', "a --> b", "b --> c")],
  };
  const files = (imports: Readonly<Record<string, readonly string[]>>): readonly SourceFile[] =>
    Object.entries({
      "ui/x.ts": ["core/a/x.ts"],
      "core/a/x.ts": ["core/b/x.ts", "core/c/x.ts"],
      "core/b/x.ts": ["core/c/x.ts"],
      "core/c/x.ts": [],
      ...imports,
    }).map(([path, imported]) => ({ path, imports: imported }));

  it("of this repository is as it is drawn", () => assert.deepEqual(judgeRepository(root), []));

  it("allows what arrows lead to, also by way of others", () =>
    assert.deepEqual(judge(files({}), drawings), []));

  const wrong: Readonly<Record<string, { imports: Record<string, string[]>; problems: string[] }>> = {
    "an import against the arrows, and the circle that it makes": {
      imports: { "core/c/x.ts": ["core/b/y.ts"], "core/b/y.ts": [] },
      problems: ["core/c imports core/b, and no arrow leads there."],
    },
    "files that need each other": {
      imports: { "core/c/x.ts": ["core/c/y.ts"], "core/c/y.ts": ["core/c/x.ts"] },
      problems: ["core/c/x.ts, core/c/y.ts import each other."],
    },
    "an import between packages without an arrow": {
      imports: { "core/c/x.ts": ["ui/y.ts"], "ui/y.ts": [] },
      problems: ["core imports ui, and no arrow leads there."],
    },
    "test code in what ships": {
      imports: { "core/c/x.ts": ["core/testing/lab.ts", "fixtures/real.ts", "core/c/port-contract.ts"] },
      problems: [
        "core/c/x.ts ships and imports core/testing/lab.ts, which is for tests.",
        "core/c/x.ts ships and imports fixtures/real.ts, which is for tests.",
        "core/c/x.ts ships and imports core/c/port-contract.ts, which is for tests.",
      ],
    },
    "a folder that is not drawn": {
      imports: { "core/d/x.ts": [] },
      problems: ["core/d is not drawn."],
    },
  };
  for (const [what, { imports, problems }] of Object.entries(wrong))
    it(`names ${what}`, () => assert.deepEqual(judge(files(imports), drawings), problems));

  it("names arrows that no import needs", () => {
    const without = files({ "core/a/x.ts": ["core/b/x.ts"], "core/b/x.ts": [] });
    assert.deepEqual(judge(without, drawings), ["The arrow from core/b to core/c is needless."]);
  });

  it("names drawn circles, and what is drawn and not there", () => {
    const circle = draw(
      'a["core/a"]',
      'b["core/b"]',
      'c["core/c"]',
      'd["core/d"]',
      "a --> b",
      "b --> c",
      "c --> a",
    );
    const problems = judge(files({}), { ...drawings, folders: [circle] });
    assert.ok(problems.includes("The arrows between core/a, core/b, core/c form a circle."));
    assert.ok(problems.includes("core/d is drawn and not there."));
  });

  it("is read from imports of every form", () => {
    const text = `
import type { A } from "./a.ts";
import {
  b,
} from "../b/b.ts";
export { c } from "./c.tsx";
import "./d.ts";
import "./style.css";
const e = await import("./e.ts");
import { readFile } from "node:fs";`;
    assert.deepEqual(importsOf("core/a/x.ts", text), [
      "core/a/a.ts",
      "core/b/b.ts",
      "core/a/c.tsx",
      "core/a/d.ts",
      "core/a/e.ts",
    ]);
  });

  it("has drawings that are understood whole, or refused", () => {
    assert.throws(() => draw('a["core/a"]', "a -.-> b"), /“a -.-> b” is not understood/);
    assert.throws(() => draw('a["core/a"]', "a --> b"), /“b” has an arrow and is not drawn/);
  });
});
