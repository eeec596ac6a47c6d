import assert from "node:assert/strict";
import fc from "fast-check";
import { messageSchema, type PartType, parsePart, partSchemas, sessionSchema } from "./session.ts";

const base = { id: "prt_1", sessionID: "ses_1", messageID: "msg_1" };
const message = { id: "msg_1", sessionID: "ses_1", time: { created: 1 } };
const tokens = { input: 1, output: 2 };

/** The least that each kind of part must have. */
const least: { readonly [T in PartType]: object } = {
  text: { text: "" },
  reasoning: { text: "" },
  file: { mime: "image/png" },
  agent: { name: "a" },
  subtask: { prompt: "p", description: "d", agent: "a" },
  retry: { attempt: 1, error: null },
  compaction: {},
  "step-start": {},
  "step-finish": {},
  snapshot: { snapshot: "s" },
  patch: { hash: "h", files: [] },
  tool: { callID: "c", tool: "t", state: { status: "pending" } },
};
const types = Object.keys(partSchemas) as PartType[];

const OWN = new Set(["id", "sessionID", "messageID", "type", ...Object.values(least).flatMap(Object.keys)]);
const KNOWN = new Set([
  ...OWN,
  "synthetic",
  "ignored",
  "time",
  "filename",
  "url",
  "source",
  "snapshot",
  "auto",
  "reason",
]);
/** A field called `__proto__` is not among them: the parser leaves it out, so that it can do no harm. */
const extraArb = fc
  .dictionary(
    fc.string().filter((name) => !KNOWN.has(name) && name !== "__proto__"),
    fc.jsonValue(),
    { noNullPrototype: true },
  )
  .map((fields) => JSON.parse(JSON.stringify(fields)) as object)
  .filter((fields) => !JSON.stringify(fields).includes("__proto__"));

describe("the parts of a message", () => {
  for (const type of types)
    it(`are known as ${type}, with every field that came along`, () => {
      fc.assert(
        fc.property(extraArb, (extra) => {
          const part = { ...base, type, ...least[type], ...extra };
          const parsed = parsePart(part);
          assert.equal(parsed?.known, true);
          assert.deepEqual(JSON.parse(JSON.stringify(parsed?.part)), part);
        }),
        { numRuns: 30 },
      );
    });

  it("are kept as they are when their kind is new", () => {
    fc.assert(
      fc.property(fc.string(), extraArb, (type, extra) => {
        fc.pre(!types.includes(type as PartType));
        const part = { ...base, ...extra, type };
        assert.deepEqual(JSON.parse(JSON.stringify(parsePart(part))), { known: false, part });
      }),
    );
  });

  it("are kept as they are when their shape is new", () => {
    for (const type of types.filter((name) => Object.keys(least[name]).length > 0)) {
      const part = { ...base, type, extra: [1] };
      assert.deepEqual(parsePart(part), { known: false, part }, type);
    }
  });

  it("are no parts without id, place or type", () => {
    const part = { ...base, type: "text", text: "" };
    for (const name of ["id", "sessionID", "messageID", "type"])
      assert.equal(parsePart({ ...part, [name]: undefined }), undefined, name);
    for (const value of [
      null,
      1,
      "text",
      [],
      [part],
      { ...part, id: "../x" },
      { ...part, id: "x".repeat(201) },
    ])
      assert.equal(parsePart(value), undefined);
  });

  for (const type of ["constructor", "__proto__", "toString", "hasOwnProperty"])
    it(`may call themselves ${type}`, () => {
      assert.deepEqual(parsePart({ ...base, type }), { known: false, part: { ...base, type } });
    });

  for (const state of [
    { status: "pending", input: {}, raw: "{" },
    { status: "running", input: { a: 1 }, title: "t", metadata: { b: 2 }, time: { start: 1 } },
    {
      status: "completed",
      input: {},
      output: "o",
      attachments: [{ mime: "image/png", url: "data:", id: "x" }],
    },
    { status: "error", input: null, error: "e", time: { start: 1, end: 2, compacted: 3 } },
  ])
    it(`know a ${state.status} tool`, () => {
      const part = { ...base, type: "tool", callID: "c", tool: "t", state };
      assert.deepEqual(parsePart(part), { known: true, part });
    });

  it("do not know a tool in a state of its own", () => {
    assert.equal(
      parsePart({ ...base, type: "tool", callID: "c", tool: "t", state: { status: "dancing" } })?.known,
      false,
    );
  });
});

describe("messages and sessions", () => {
  it("keep the fields that we do not know", () => {
    const fields = { native: "shell", nested: { a: [1, { b: null }] } };
    for (const value of [
      { ...message, role: "user", ...fields, model: { providerID: "p", modelID: "m", variant: "v" } },
      {
        ...message,
        role: "assistant",
        ...fields,
        time: { created: 1, completed: 2, streamed: 3 },
        tokens: { ...tokens, total: 3 },
      },
    ])
      assert.deepEqual(messageSchema.parse(value), value);
    const session = { id: "ses_1", time: { created: 1, archived: 2 }, slug: "s", share: { url: "u" } };
    assert.deepEqual(sessionSchema.parse(session), session);
  });

  it("read every generation of the format", () => {
    const early = { id: "msg_1", sessionID: "ses_1", role: "assistant", time: { created: 1 }, system: ["x"] };
    assert.ok(messageSchema.safeParse(early).success);
    assert.ok(
      sessionSchema.safeParse({
        id: "ses_1",
        title: null,
        parentID: null,
        revert: null,
        time: { created: 1 },
      }).success,
    );
  });

  for (const value of [
    { ...message, role: "wizard" },
    { ...message, role: "user", id: "../../x" },
    { ...message },
    null,
  ])
    it(`are not ${JSON.stringify(value)}`, () => {
      assert.ok(!messageSchema.safeParse(value).success);
    });
});

describe("fields that hold null, or what nobody expects", () => {
  const odd = fc.constantFrom<unknown>(null, {}, [], [null], "odd", 7, true, { deep: null });
  const answer = {
    ...message,
    role: "assistant",
    time: { created: 1, completed: 2 },
    parentID: "msg_0",
    providerID: "p",
    modelID: "m",
    agent: "build",
    mode: "build",
    cost: 0.5,
    tokens: { input: 1, output: 2, reasoning: 3, cache: { read: 4, write: 5 } },
    finish: "stop",
    summary: false,
    error: { name: "E", data: { message: "why" } },
  };
  const session = {
    id: "ses_1",
    title: "T",
    directory: "/w",
    agent: "build",
    cost: 1,
    tokens,
    time: { created: 1, updated: 2 },
  };
  const state = {
    status: "completed",
    input: { a: null },
    output: "o",
    title: "t",
    metadata: { m: 1 },
    time: { start: 1, end: 2 },
    attachments: [{ mime: "image/png", url: "data:image/png;base64,iVBORw0KGgo=" }],
  };
  const required = new Set(["id", "sessionID", "role", "time", "status", "input"]);

  /** An object with some of its optional fields spoilt, and which. */
  const spoilt = (whole: Readonly<Record<string, unknown>>) =>
    fc
      .dictionary(fc.constantFrom(...Object.keys(whole).filter((name) => !required.has(name))), odd)
      .map((fields) => ({ value: { ...whole, ...fields }, names: Object.keys(fields) }));
  const assertRestKept = (whole: object, read: object | undefined, names: readonly string[]) => {
    assert.ok(read);
    for (const [name, value] of Object.entries(whole))
      if (!names.includes(name)) assert.deepEqual(Object(read)[name], value, name);
  };

  it("cost a message or a session nothing else", () =>
    fc.assert(
      fc.property(spoilt(answer), spoilt(session), (one, other) => {
        assertRestKept(answer, messageSchema.safeParse(one.value).data, one.names);
        assertRestKept(session, sessionSchema.safeParse(other.value).data, other.names);
      }),
    ));

  it("leave a call a call, in each of its states", () =>
    fc.assert(
      fc.property(
        spoilt(state),
        fc.constantFrom("pending", "running", "completed", "error"),
        ({ value, names }, status) => {
          const part = { ...base, type: "tool", callID: "c", tool: "t", state: { ...value, status } };
          const parsed = parsePart(part);
          assert.equal(parsed?.known, true);
          assertRestKept({ ...state, status }, Object(parsed?.part).state, names);
        },
      ),
    ));

  it("are none where they are null, and shown where they say something in another form", () => {
    const read = (fields: object) => messageSchema.parse({ ...answer, ...fields }) as typeof answer;
    assert.equal(read({ cost: null }).cost, undefined);
    assert.equal(read({ time: { created: 1, completed: null } }).time.completed, undefined);
    assert.deepEqual(read({ tokens: { input: null, output: 2, cache: null } }).tokens, {
      ...{ input: 0, output: 2, cache: undefined },
    });
    assert.deepEqual(read({ error: "why" }).error, { name: "Error", data: { message: "why" } });
    assert.equal(read({ error: { data: { message: "why" } } }).error.data.message, "why");
    const call = (fields: object) =>
      Object(
        parsePart({ ...base, type: "tool", callID: "c", tool: "t", state: { ...state, ...fields } })?.part,
      ).state as typeof state;
    const { output: _output, ...pictures } = state;
    assert.equal(call({ ...pictures, output: undefined }).output, "");
    assert.equal(call({ output: null }).output, "");
    assert.equal(call({ output: { a: 1 } }).output, '{"a":1}');
    assert.deepEqual(
      call({ attachments: [null, ...state.attachments, { mime: 7 }] }).attachments,
      state.attachments,
    );
  });

  const noObjects = fc.constantFrom<unknown>(null, [], "odd", 7, true);
  for (const type of types.filter((name) => Object.keys(least[name]).length > 0))
    it(`leave a ${type} what it is, whatever its own fields hold`, () =>
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...Object.keys(least[type])), noObjects), (fields) => {
          fc.pre(fields.state !== "odd");
          assert.equal(parsePart({ ...base, type, ...least[type], ...fields })?.known, true);
        }),
      ));

  it("leave a call with what it has told, where it does not say how it stands", () => {
    const statusOf = (state: unknown) =>
      Object(parsePart({ ...base, type: "tool", callID: null, tool: "t", state })?.part).state.status;
    assert.equal(statusOf({ status: null, output: "o" }), "completed");
    assert.equal(statusOf({ error: "e" }), "error");
    assert.equal(statusOf({ input: {} }), "pending");
    assert.equal(statusOf("completed"), "completed");
    assert.equal(statusOf(null), "pending");
  });

  it("keep an attachment of a kind that is not told", () => {
    const url = "data:image/png;base64,iVBORw0KGgo=";
    const part = {
      ...base,
      type: "tool",
      callID: "c",
      tool: "t",
      state: { ...state, attachments: [{ url, mime: null }] },
    };
    assert.equal(Object(parsePart(part)?.part).state.attachments[0].url, url);
  });

  it("are the times of messages and sessions, which are known wherever they can be read", () => {
    const at = Date.UTC(2026, 0, 2);
    for (const [time, created] of [
      [{ created: at }, at],
      [{ created: "2026-01-02T00:00:00Z" }, at],
      [{ created: String(at) }, at],
      [at, at],
      ["2026-01-02", at],
      [{ created: null }, 0],
      [{ created: Number.NaN }, 0],
      [{ created: "soon" }, 0],
      [{}, 0],
      [[], 0],
      [null, 0],
      [undefined, 0],
    ] as const)
      for (const read of [
        messageSchema.parse({ ...answer, time }),
        messageSchema.parse({ ...message, role: "user", time }),
        sessionSchema.parse({ ...session, time }),
      ])
        assert.equal(read.time.created, created, JSON.stringify(time));
  });

  it("count as hidden where it cannot be told whether a message is", () => {
    const read = (hidden: unknown) => Object(messageSchema.parse({ ...answer, hidden })).hidden;
    assert.deepEqual([read("no"), read(1), read(false)], [true, true, false]);
    assert.ok(!read(null));
  });
});
