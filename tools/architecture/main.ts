// Compares what ships with the drawings in docs/architecture.md.
import { root } from "../root.ts";
import { judgeRepository } from "./judge-repository.ts";

const problems = judgeRepository(root);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
