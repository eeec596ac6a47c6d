/** Generators for tests: shares with everything that may be in them, and with what must not come out again. */
import fc from "fast-check";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { infoKey, messageKey, partKey } from "../../protocol/keys.ts";

/** Stands in every place that an import has to leave behind. */
export const SECRET = "TOP-SECRET";

export interface ArbitraryShare {
  readonly contents: ReadonlyMap<string, Json>;
  readonly sessionId: string;
  /** Every id that the share uses for sessions, messages and parts. */
  readonly ids: ReadonlySet<string>;
}

const BASE62 = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
const idArb = (prefix: string) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      fc.array(fc.constantFrom(...BASE62), { minLength: 14, maxLength: 14 }),
    )
    .map(([time, tail]) => `${prefix}_${time.toString(16).padStart(12, "0")}${tail.join("")}`);

const word = fc.constantFrom("build the house", "", "yes", "<b>no</b>", "zwei\nZeilen", "🎉");
const time = fc.double({ min: 0, max: 4e12, noNaN: true });
const childId = idArb("ses");

const metadataArb: fc.Arbitrary<JsonObject> = fc.record({
  sessionId: childId,
  summary: fc.array(fc.record({ id: idArb("prt"), tool: word })),
  diff: word,
  parentMessageID: idArb("msg"),
});

const stateArb: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ status: fc.constant("pending"), input: fc.constant({}), raw: word }),
  fc.record({
    status: fc.constant("running"),
    input: fc.constant({ a: 1 }),
    time: fc.record({ start: time }),
  }),
  fc.record({
    status: fc.constant("completed"),
    input: fc.oneof(fc.constant({ b: 2 }), word, fc.constant(null)),
    output: word,
    title: word,
    metadata: metadataArb,
    time: fc.record({ start: time, end: time }),
    attachments: fc.array(
      fc.record({
        id: idArb("prt"),
        type: fc.constant("file"),
        mime: fc.constantFrom("image/png", "text/plain"),
        url: fc.constantFrom("data:image/png;base64,AA==", "http://192.168.0.1/x.png"),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({ status: fc.constant("error"), input: fc.constant({}), error: word, metadata: metadataArb }),
  fc.record({ status: fc.constant("dancing") }),
);

const tokens = { input: 1, output: 2 };
const blob = { metadata: { provider: { signature: SECRET } } };
const partArb: fc.Arbitrary<JsonObject> = fc.oneof(
  fc
    .record({ type: fc.constant("text"), text: word, synthetic: fc.boolean() })
    .map((part) => ({ ...part, ...blob })),
  fc.record({ type: fc.constant("reasoning"), text: word }).map((part) => ({ ...part, ...blob })),
  fc.record({
    type: fc.constant("file"),
    mime: fc.constantFrom("image/png", "text/plain"),
    url: fc.constantFrom("data:image/png;base64,AA==", "file:///etc/passwd", "http://10.0.0.1/"),
    filename: fc.constantFrom("a.png", null),
  }),
  fc.record({ type: fc.constant("agent"), name: word }),
  fc.record({ type: fc.constant("subtask"), prompt: word, description: word, agent: word }),
  fc.record({ type: fc.constant("compaction"), auto: fc.boolean() }),
  fc.record({ type: fc.constant("retry"), attempt: fc.nat(), error: fc.constant({ name: "APIError" }) }),
  fc.constant({ type: "step-start", snapshot: SECRET }),
  fc.constant({ type: "step-finish", cost: 0.1, tokens, snapshot: SECRET }),
  fc.constant({ type: "patch", hash: SECRET, files: ["/home/me/.ssh/id_rsa"] }),
  fc.constant({ type: "snapshot", snapshot: SECRET }),
  fc.record({ type: fc.constant("tool"), tool: word, callID: fc.constant("call_1"), state: stateArb }),
  fc.record({ type: fc.constant("hologram"), text: word }),
  fc.record({ type: fc.constant("hologram"), shape: fc.array(fc.nat()) }),
);

const messageArb = fc.oneof(
  fc.record({
    role: fc.constant("user"),
    system: fc.constant(SECRET),
    tools: fc.constant({ [SECRET]: true }),
  }),
  fc.record(
    {
      role: fc.constant("assistant"),
      parentID: fc.oneof(idArb("msg"), fc.constant(null)),
      modelID: fc.constant("model-1"),
      providerID: fc.constant("provider-1"),
      error: fc.constantFrom(
        { name: "APIError", data: { message: "no", responseBody: SECRET } },
        { name: "New" },
      ),
      cost: fc.double({ min: 0, max: 9, noNaN: true }),
      finish: fc.constantFrom("stop", "tool-calls", "surprise"),
      summary: fc.boolean(),
    },
    { requiredKeys: ["role"] },
  ),
  fc.constant({ role: "director" }),
);

const threadArb = fc.array(
  fc.record({
    id: idArb("msg"),
    order: fc.option(fc.nat(), { nil: undefined }),
    completed: fc.option(time, { nil: undefined }),
    created: time,
    fields: messageArb,
    parts: fc.array(fc.tuple(idArb("prt"), partArb), { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Shares with at least one user message. */
export const shareArb: fc.Arbitrary<ArbitraryShare> = fc
  .tuple(idArb("ses"), threadArb, idArb("ses"), threadArb, idArb("msg"))
  .map(([sessionId, thread, child, childThread, first]) => {
    const contents = new Map<string, Json>();
    const ids = new Set<string>();
    const start = { id: first, order: undefined, completed: undefined, created: 1, parts: [] };
    addSession(contents, ids, sessionId, [{ ...start, fields: { role: "user" } }, ...thread]);
    addSession(contents, ids, child, childThread);
    return { contents, sessionId, ids };
  });

type Thread = readonly {
  readonly id: string;
  readonly order: number | undefined;
  readonly created: number;
  readonly completed: number | undefined;
  readonly fields: object;
  readonly parts: readonly (readonly [string, JsonObject])[];
}[];

function addSession(contents: Map<string, Json>, ids: Set<string>, id: string, thread: Thread): void {
  ids.add(id);
  contents.set(infoKey(id), {
    id,
    title: "A session",
    time: { created: 1 },
    share: { url: SECRET, secret: SECRET },
    permission: [{ permission: "bash", action: "allow", pattern: SECRET }],
    metadata: { token: SECRET },
  });
  for (const { id: messageID, order, created, completed, fields, parts } of thread) {
    ids.add(messageID);
    const time = { created, ...(completed === undefined ? {} : { completed }) };
    const message = {
      id: messageID,
      sessionID: id,
      ...(order === undefined ? {} : { order }),
      time,
      ...fields,
    };
    contents.set(messageKey(id, messageID), message as Json);
    for (const [partID, part] of parts) {
      ids.add(partID);
      contents.set(partKey(id, messageID, partID), { id: partID, sessionID: id, messageID, ...part });
    }
  }
}
