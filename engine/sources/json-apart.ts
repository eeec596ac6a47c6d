import { Worker } from "node:worker_threads";
import type { Json } from "../../protocol/json.ts";
import {
  CONTENT_LIMITS,
  describeExcess,
  type Excess,
  excessOfText,
  type MeasureLimits,
} from "../../protocol/json-measure.ts";

/** A JSON text or value of more characters than this is worked on in a thread of its own: here, it would stop all else. */
export const LARGE_JSON = 1024 * 1024;
/** What a thread may take of the memory, MB; it ends alone then. */
const MAX_HEAP_MB = 2048;

/** A JSON text that was parsed, or the rest of a sentence that says why it was not; undefined: it is no JSON. */
export type ParsedApart =
  | { readonly value: Json; readonly digest: string }
  | { readonly why: string | undefined };

/** Parses a large JSON text while this thread goes on. `digest` is the same for the same text. */
export async function parseApart(
  text: string | Uint8Array,
  limits: MeasureLimits = CONTENT_LIMITS,
): Promise<ParsedApart> {
  const answer = await run({ kind: "parse", text, limits }).catch(tooMuch);
  if (answer.kind === "parsed") return { value: answer.value, digest: answer.digest };
  if (answer.kind === "excess") return { why: describeExcess(answer.excess) };
  return { why: answer.kind === "failed" ? answer.why : undefined };
}

/** A JSON text as its bytes, and its `contentHash`. */
export interface WrittenApart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hash: string;
}

/** Writes a large value as JSON while this thread goes on; otherwise the rest of a sentence that says why it was not. */
export async function writeApart(value: Json): Promise<WrittenApart | { readonly why: string }> {
  const answer = await run({ kind: "write", value }).catch(tooMuch);
  if (answer.kind === "written") return { bytes: answer.bytes, hash: answer.digest };
  return { why: answer.kind === "failed" ? answer.why : "is no JSON" };
}

type Task =
  | { readonly kind: "parse"; readonly text: string | Uint8Array; readonly limits: MeasureLimits }
  | { readonly kind: "write"; readonly value: Json };

type Answer =
  | { readonly kind: "parsed"; readonly value: Json; readonly digest: string }
  | { readonly kind: "written"; readonly bytes: Uint8Array<ArrayBuffer>; readonly digest: string }
  | { readonly kind: "excess"; readonly excess: Excess }
  | { readonly kind: "broken" };

const tooMuch = (error: unknown) =>
  ({ kind: "failed", why: `cannot be handled (${error instanceof Error ? error.message : error})` }) as const;

/** A thread for one task: they are rare, and one that waits for the next would have to be ended by somebody. */
function run(task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SOURCE, {
      eval: true,
      execArgv: [],
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("it was broken off")));
  });
}

/** Runs in the thread; as its source travels there, it knows nothing but what it is given. */
function work(task: Task, excessOf: typeof excessOfText, { hash }: typeof import("node:crypto")): Answer {
  const digestOf = (bytes: Uint8Array) =>
    hash("sha256", bytes, "buffer").subarray(0, 16).toString("base64url");
  if (task.kind === "write") {
    const bytes = new TextEncoder().encode(JSON.stringify(task.value));
    return { kind: "written", bytes, digest: digestOf(bytes) };
  }
  const bytes = typeof task.text === "string" ? new TextEncoder().encode(task.text) : task.text;
  const text = typeof task.text === "string" ? task.text : new TextDecoder().decode(task.text);
  const excess = excessOf(text, task.limits);
  if (excess) return { kind: "excess", excess };
  try {
    return { kind: "parsed", value: JSON.parse(text) as Json, digest: digestOf(bytes) };
  } catch {
    return { kind: "broken" };
  }
}

const SOURCE = `
  const { parentPort, workerData } = require("node:worker_threads");
  const answer = (${work})(workerData, ${excessOfText}, require("node:crypto"));
  parentPort.postMessage(answer, answer.bytes ? [answer.bytes.buffer] : []);
`;
