import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";

const textOf = (path: string) => readFileSync(join(root, path), "utf8");

const ROW = /^\| (\d+) \| (.+) \| `(.+)` \|$/gm;

describe("the way of a part", () => {
  const [, section = ""] = textOf("docs/architecture.md").split("\n## The way of a part\n");
  const hops = [...section.matchAll(ROW)].map(([, number, what = "", file = ""]) => {
    const names = [...what.matchAll(/`(?:\w+\.)?(#?\w+)`/g)].map(([, name = ""]) => name);
    return { number: Number(number), names, file };
  });

  it("leads through functions that are there, counted as they stand", () => {
    for (const { names, file } of hops)
      for (const name of names)
        assert.match(textOf(file), new RegExp(`(?<!\\w)${name}\\b`), `${name} in ${file}`);
    const files = new Set(hops.map(({ file }) => file)).size;
    assert.deepEqual(
      hops.map(({ number }) => number),
      hops.map((_, index) => index + 1),
    );
    assert.match(section, new RegExp(`^${hops.length} functions in ${files} files\\.`, "m"));
  });
});
