import type { Json } from "../../protocol/json.ts";

/** One thing that an agent does in a turn. */
export type AgentStep =
  | { readonly kind: "think" | "say"; readonly text: string }
  | {
      readonly kind: "call";
      readonly tool: string;
      readonly title: string;
      readonly input: { readonly [name: string]: Json };
      /** What a command prints while it runs, and in the end. */
      readonly output: string;
      readonly metadata?: { readonly [name: string]: Json };
    };

/** What a person asks, and all that the agent does about it. */
export interface AgentTurn {
  readonly prompt: string;
  readonly steps: readonly AgentStep[];
}

/** A unified diff as the edit tool reports it. */
function edit(filePath: string, oldString: string, newString: string, diff: string): AgentStep {
  return {
    kind: "call",
    tool: "edit",
    title: filePath,
    input: { filePath, oldString, newString },
    output: "Edit applied successfully.",
    metadata: { diff },
  };
}

const run = (command: string, title: string, output: string): AgentStep => ({
  kind: "call",
  tool: "bash",
  title,
  input: { command, description: title },
  output,
  metadata: { exit: 0 },
});

const read = (filePath: string, output: string): AgentStep => ({
  kind: "call",
  tool: "read",
  title: filePath,
  input: { filePath },
  output,
});

const WIDTH_DIFF = `--- src/receipt.ts
+++ src/receipt.ts
@@ -3,3 +3,3 @@

-const WIDTH = 32;
+const WIDTH = 40;

`;

const DISCOUNT_DIFF = `--- src/cart.ts
+++ src/cart.ts
@@ -6,6 +6,8 @@
   readonly price: Cents;
   readonly count: number;
   readonly taxPercent: number;
+  /** Taken off the price of each piece. */
+  readonly discountPercent?: number;
 }
`;

/** What the demo agent plays, over and over. */
export const agentTurns: readonly AgentTurn[] = [
  {
    prompt: "The new printer has 40 columns. Can the receipt use them?",
    steps: [
      {
        kind: "think",
        text: "The width of the receipt is one constant, as far as I remember. I will check that nothing else counts columns before I change it.",
      },
      read("src/receipt.ts", '00003| \n00004| const WIDTH = 32;\n00005| \n00019|   "─".repeat(WIDTH),'),
      edit("src/receipt.ts", "const WIDTH = 32;", "const WIDTH = 40;", WIDTH_DIFF),
      run(
        "npm start --silent",
        "Print the sample receipt",
        "3 × Bread roll                      1.05\n1 × Butter                          2.49\n2 × Candles                         9.98\n────────────────────────────────────────\nNet                                13.52\nTax                                 2.15\nTotal                              15.67\n",
      ),
      {
        kind: "say",
        text: "Yes: the receipt is **40 columns** wide now. `WIDTH` in `src/receipt.ts` was the only place that knew, and the ruler follows it.\n\n| Before | Now |\n| ---: | ---: |\n| 32 columns | 40 columns |\n\nLong names of articles have 8 columns more before they push the amount off the paper.",
      },
    ],
  },
  {
    prompt: "Plan discounts per article for me, and prepare the type.",
    steps: [
      {
        kind: "think",
        text: "A discount changes the net amount, so it has to come before the sums per tax rate. A percentage of the price of one piece, rounded to whole cents, keeps what is printed per line true.",
      },
      {
        kind: "call",
        tool: "grep",
        title: "price \\* count",
        input: { pattern: "price \\* count", path: "src" },
        output:
          "Found 2 matches\nsrc/cart.ts:\n  Line 22: price * count\nsrc/receipt.ts:\n  Line 10: price * count",
      },
      edit(
        "src/cart.ts",
        "  readonly taxPercent: number;\n}",
        "  readonly taxPercent: number;\n  /** Taken off the price of each piece. */\n  readonly discountPercent?: number;\n}",
        DISCOUNT_DIFF,
      ),
      run(
        "npm test",
        "Run the tests",
        "✔ of an empty cart are nothing (0.902ms)\n✔ do not depend on how a cart is split into lines (0.160ms)\n✔ round the tax once per rate (0.199ms)\nℹ tests 3\nℹ pass 3\nℹ fail 0\n",
      ),
      {
        kind: "say",
        text: "The type is ready and all tests still pass. The plan:\n\n1. `linePrice(line)` in `src/cart.ts`: the price of one piece after its discount, in whole cents.\n2. `totals()` and `receipt()` both use it instead of `price * count`.\n3. The receipt shows the discount below the article:\n\n```text\n2 × Candles                         9.98\n    10 % off                       −1.00\n```\n\nI would write the test for a discount of 100 % first.",
      },
    ],
  },
];
