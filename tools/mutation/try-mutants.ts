import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { withProgress } from "../terminal/progress.ts";
import type { Mutant } from "./mutant.ts";
import type { MutationOptions } from "./options.ts";
import { importersIn, relevantTests } from "./relevant-tests.ts";
import { hasSurvived, type Result } from "./results.ts";
import { makeSandbox, type Sandbox } from "./sandbox.ts";
import { timeTests, tryTests } from "./try-tests.ts";

/** So many of the nearest test files run first, since to load them all takes longer than to run these. */
const FIRST = 4;
/** When tests hang: after so many times what they take, and a pause of the machine. */
const FACTOR = 5;
const PAUSE_MS = 10_000;
const SOURCES = "{primitives,protocol,redaction,client,engine,extension,service,viewer,fixtures}/**/*.ts";

/** Tries each mutant on the tests that are nearest to it, and says so meanwhile. */
export async function tryMutants(
  root: string,
  mutants: readonly Mutant[],
  { tests, workers }: Pick<MutationOptions, "tests" | "workers">,
): Promise<Result[]> {
  const importers = importersIn(readSources(root));
  const left = [...mutants.entries()];
  const results: Result[] = [];
  const work = async (sandbox: Sandbox) => {
    const trial = new Trial(sandbox);
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, mutant] = next;
      const result = await trial.of(mutant, relevantTests(mutant.file, importers).slice(0, tests));
      results[index] = result;
      console.log(tell(result, `${mutants.length - left.length}/${mutants.length}`));
    }
  };
  const sandboxes = Array.from({ length: workers }, () => makeSandbox(root));
  try {
    await Promise.all(sandboxes.map(work));
    return results;
  } finally {
    for (const sandbox of sandboxes) sandbox.remove();
  }
}

/** Tries mutants, one after the other, with tests that have passed without them. */
class Trial {
  readonly #sandbox: Sandbox;
  /** How long each file of tests takes, ms. */
  readonly #usual = new Map<string, number>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** @throws Error when the tests fail, or cannot begin, without the mutant, too */
  async of({ file, line, was, becomes, source }: Mutant, tests: readonly string[]): Promise<Result> {
    const change = { file, line, was, becomes };
    let ms = 0;
    for (const part of [tests.slice(0, FIRST), tests.slice(FIRST)]) {
      if (part.length === 0) continue;
      const longestMs = PAUSE_MS + FACTOR * (await this.#usualMs(part));
      const started = performance.now();
      const outcome = await this.#sandbox.with(file, source, () => tryTests(this.#sandbox, part, longestMs));
      ms += performance.now() - started;
      const seconds = ms / 1000;
      if (outcome.kind === "hung") return { ...change, killedBy: "the time that tests have", seconds };
      if (outcome.kind === "failed") return { ...change, killedBy: outcome.by, seconds };
      if (outcome.kind === "unstarted") {
        // Whether that comes of the mutant or of the machine is seen without the mutant.
        await timeTests(this.#sandbox, part);
        return { ...change, killedBy: undefined, unstarted: outcome.why, seconds };
      }
    }
    return { ...change, killedBy: undefined, seconds: ms / 1000 };
  }

  async #usualMs(tests: readonly string[]): Promise<number> {
    const unknown = tests.filter((path) => !this.#usual.has(path));
    if (unknown.length > 0) {
      const what = `Running ${unknown.length} files of tests without a change`;
      const durations = await withProgress(what, () => timeTests(this.#sandbox, unknown));
      for (const path of unknown) this.#usual.set(path, durations.get(path) ?? 0);
    }
    return tests.reduce((sum, path) => sum + (this.#usual.get(path) ?? 0), 0);
  }
}

function readSources(root: string): ReadonlyMap<string, string> {
  const paths = globSync(SOURCES, { cwd: root }).map((path) => path.split(sep).join("/"));
  const sources = paths.filter((path) => !path.endsWith(".d.ts"));
  return new Map(sources.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

const tell = (result: Result, nth: string) => {
  const { file, line, was, becomes, killedBy, unstarted, seconds } = result;
  const fate = hasSurvived(result) ? "SURVIVED" : unstarted === undefined ? "killed" : "COULD NOT START";
  return [
    `[${nth}] ${fate} ${file}:${line} (${seconds.toFixed(1)} s)`,
    `  - ${was}`,
    `  + ${becomes}`,
    ...(killedBy === undefined ? [] : [`  by ${killedBy}`]),
  ].join("\n");
};
