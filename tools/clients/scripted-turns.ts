import { join } from "node:path";
import type { JsonObject } from "../../protocol/json.ts";

/** One answer of the model: what it thinks, says, and has done. */
export interface ModelStep {
  readonly think?: string;
  readonly say?: string;
  readonly calls?: readonly { readonly tool: string; readonly input: JsonObject }[];
}

/** What a person asks, and what the model answers, one step after each round of tools. */
export interface ScriptedTurn {
  readonly prompt: string;
  readonly steps: readonly ModelStep[];
}

const COUNT_FILES = "Count the source files and tell how many there are.";

const call = (tool: string, input: JsonObject) => ({ tool, input });
const run = (command: string, description: string) => call("bash", { command, description });

function todos(...states: readonly string[]) {
  const content = ["Sum up", "Round", "Say <thanks> & bye"];
  return call("todowrite", {
    todos: states.map((status, i) => ({ id: `${i}`, content: content[i] ?? "", status, priority: "medium" })),
  });
}

/** Turns that make an agent use all it has, in a workspace of its own; `folder` is that workspace. */
export function scriptedTurns(folder: string) {
  const sum = join(folder, "sum.js");
  return {
    create: {
      prompt: "Write a function that adds up prices.",
      steps: [
        {
          say: "A small module will do.",
          calls: [
            call("write", {
              filePath: sum,
              content: "export const sum = (...n) => n.reduce((a, b) => a + b);\n",
            }),
          ],
        },
        { calls: [run("ls", "List the files")] },
        {
          say: "Done:\n\n```js\nsum(1, 2); // 3\n```\n\n| file | lines |\n|---|---|\n| `sum.js` | **1** |\n",
        },
      ],
    },
    edit: {
      prompt: "It must not fail without prices.",
      steps: [
        { calls: [call("read", { filePath: sum }), run("wc -l sum.js", "Count lines")] },
        {
          say: "It gets a start value.",
          calls: [call("edit", { filePath: sum, oldString: "a + b)", newString: "a + b, 0)" })],
        },
        { say: "`sum()` is `0` now." },
      ],
    },
    fail: {
      prompt: "Run the tests.",
      steps: [
        { calls: [run("echo 'no tests' >&2; exit 3", "Run the tests")] },
        { calls: [call("read", { filePath: join(folder, "sum.test.js") })] },
        { say: "There are none yet." },
      ],
    },
    todo: {
      prompt: "Make a plan.",
      steps: [
        { calls: [todos("completed", "in_progress", "pending")] },
        { calls: [todos("completed", "completed", "pending")] },
        { say: "One thing is left." },
      ],
    },
    delegate: {
      prompt: "Let somebody else count the files.",
      steps: [
        {
          say: "I ask a sub-agent.",
          calls: [
            call("task", { description: "Count files", prompt: COUNT_FILES, subagent_type: "general" }),
          ],
        },
        { say: "There are two." },
      ],
    },
    count: { prompt: COUNT_FILES, steps: [{ calls: [run("ls | wc -l", "Count files")] }, { say: "Two." }] },
    long: {
      prompt: "Explain everything.",
      steps: [
        {
          think:
            "First what it does, then why, then what may go wrong: <b>markup</b>, Zürich, 日本語 and 🎉.",
          say: `# Everything\n\n<script>alert(1)</script> [a link](javascript:alert(1)) and a 🎉\n\n${sections(12)}`,
        },
      ],
    },
    big: {
      prompt: "Print many lines.",
      steps: [{ calls: [run("seq 1 20000", "Count to 20000")] }, { say: "Those were many." }],
    },
    slow: {
      prompt: "Wait a little.",
      steps: [
        { calls: [run("for i in 1 2 3 4; do echo tick $i; sleep 0.4; done", "Tick four times")] },
        { say: "Four ticks." },
      ],
    },
  } as const satisfies Record<string, ScriptedTurn>;
}

function sections(count: number): string {
  return Array.from(
    { length: count },
    (_, i) =>
      `## Part ${i + 1}\n\nThe sum of the first ${i} numbers.\n\n\`\`\`py\nsum(range(${i + 1}))\n\`\`\`\n`,
  ).join("\n");
}
