import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDrawings } from "./drawing.ts";
import { readProduction } from "./imports.ts";
import { judge } from "./judge.ts";

/** Compares what ships with docs/architecture.md, whose first drawing is that of the packages; a sentence for each difference. */
export function judgeRepository(root: string): readonly string[] {
  const [packages, ...folders] = parseDrawings(readFileSync(join(root, "docs/architecture.md"), "utf8"));
  if (!packages) throw new Error("docs/architecture.md has no drawing.");
  return judge(readProduction(root), { packages, folders });
}
