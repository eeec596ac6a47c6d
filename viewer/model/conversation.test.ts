import assert from "node:assert/strict";
import type { Entry } from "../../protocol/entries.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { LiveFrame } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import { assistant, batch, info, opening, SESSION, text, tool, user } from "../test/sample.ts";
import { type Conversation, ConversationReader } from "./conversation.ts";
import { initialState, reduce, type ViewerState } from "./viewer-state.ts";

const state = (...frames: readonly LiveFrame[]) =>
  reduce(
    initialState,
    frames.map((frame) => ({ type: "frame", frame })),
  );
const withBatch = (before: ViewerState, ...entries: readonly Entry[]) =>
  reduce(before, [{ type: "frame", frame: batch(before.share.revision, ...entries) }]);
const read = (entries: readonly Entry[], about: Partial<Share> = {}): Conversation =>
  new ConversationReader().read(state(...opening(entries, about)));
const ids = ({ turns }: Conversation) => turns.map(({ id }) => id);

describe("a conversation", () => {
  it("orders messages by id and parts by id, whatever order they came in", () => {
    const conversation = read([
      text("msg_2", "prt_b", "second"),
      assistant("msg_2"),
      text("msg_1", "prt_1", "question"),
      text("msg_2", "prt_a", "first"),
      user("msg_1"),
    ]);
    assert.deepEqual(ids(conversation), ["msg_1", "msg_2"]);
    assert.deepEqual(
      conversation.turns[1]?.parts.map(({ path }) => path.partId),
      ["prt_a", "prt_b"],
    );
  });

  it("follows the source's own order where there is one", () => {
    const conversation = read([
      user("a", { order: 2 }),
      user("b", { order: 1 }),
      user("0"),
      user("c", { order: 0 }),
    ]);
    assert.deepEqual(ids(conversation), ["c", "b", "a", "0"]);
  });

  it("follows time where ids began again, and where what is missing has no time", () => {
    const at = (created: number) => ({ time: { created } });
    const crossing = [
      user("msg_00f2", at(3)),
      user("msg_ff79", at(1)),
      user("msg_00f3", at(4)),
      user("msg_ff80", at(2)),
    ];
    assert.deepEqual(ids(read(crossing)), ["msg_ff79", "msg_ff80", "msg_00f2", "msg_00f3"]);
    const missing = [user("msg_3", at(3)), assistant("msg_2", at(0)), user("msg_1", at(1))];
    assert.deepEqual(ids(read(missing)), ["msg_1", "msg_2", "msg_3"]);
    const undone = (id: string) => read([info({ revert: { messageID: id } }), ...crossing]).undone;
    assert.deepEqual(["msg_ff80", "msg_00f3"].map(undone), [3, 1]);
  });

  it("compares ids as they are, capitals first", () => {
    assert.deepEqual(ids(read([user("msg_a"), user("msg_B"), user("msg_Z")])), ["msg_B", "msg_Z", "msg_a"]);
  });

  it("keeps unknown and malformed contents with their raw JSON", () => {
    const messages: readonly [string, Entry["key"], JsonObject | string | null | readonly number[]][] = [
      [
        "an unknown part",
        "session/part/ses_sample/msg_1/prt_1",
        { id: "prt_1", sessionID: SESSION, messageID: "msg_1", type: "hologram" },
      ],
      ["a known part without its text", "session/part/ses_sample/msg_1/prt_2", { id: "prt_2", type: "text" }],
      ["a text", "session/part/ses_sample/msg_1/prt_3", "just text"],
      ["null", "session/part/ses_sample/msg_1/prt_4", null],
      ["a list", "session/message/ses_sample/msg_2", [1, 2]],
    ];
    const conversation = read([user("msg_1"), ...messages.map(([, key, content]) => ({ key, content }))]);
    const [first, second] = conversation.turns;
    assert.deepEqual(
      first?.parts.map(({ parsed }) => parsed?.known),
      [false, undefined, undefined, undefined],
    );
    assert.deepEqual(
      first?.parts.map(({ raw }) => raw),
      messages.slice(0, 4).map(([, , content]) => content),
    );
    assert.equal(second?.message.parsed, undefined);
    assert.deepEqual(second?.message.raw, [1, 2]);
  });

  it("leaves out parts until their message comes", () => {
    const before = state(...opening([user("msg_1"), text("msg_2", "prt_1", "early")]));
    const reader = new ConversationReader();
    assert.deepEqual(ids(reader.read(before)), ["msg_1"]);
    assert.equal(reader.read(withBatch(before, assistant("msg_2"))).turns[1]?.parts.length, 1);
  });

  it("keeps other sessions apart", () => {
    const child = { id: "msg_9", sessionID: "ses_child", role: "user", time: { created: 1 } };
    const conversation = read([user("msg_1"), { key: "session/message/ses_child/msg_9", content: child }]);
    assert.deepEqual(ids(conversation), ["msg_1"]);
    const [agent] = conversation.subAgents.uncalled;
    assert.deepEqual([agent?.id, agent?.turns[0]?.id], ["ses_child", "msg_9"]);
  });

  it("changes only what an update touches", () => {
    const before = state(
      ...opening([
        user("msg_1"),
        text("msg_1", "p", "a"),
        assistant("msg_2"),
        text("msg_2", "p", "b"),
        text("msg_2", "q", "c"),
      ]),
    );
    const reader = new ConversationReader();
    const first = reader.read(before);
    const second = reader.read(withBatch(before, text("msg_2", "q", "c, longer")));
    assert.equal(second.turns[0], first.turns[0]);
    assert.notEqual(second.turns[1], first.turns[1]);
    assert.equal(second.turns[1]?.parts[0], first.turns[1]?.parts[0]);
    assert.notEqual(second.turns[1]?.parts[1], first.turns[1]?.parts[1]);
  });

  it("is the same object while only the connection changes", () => {
    const before = state(...opening([user("msg_1")]));
    const reader = new ConversationReader();
    const after = reduce(before, [{ type: "status", status: { phase: "reconnecting", reason: "…" } }]);
    assert.equal(reader.read(after), reader.read(before));
  });

  it("is worked on at its last message while that is not finished", () => {
    const unfinished = { time: { created: 1 } };
    const cases: readonly [Entry[], Partial<Share>, string | undefined][] = [
      [[assistant("msg_1", unfinished)], {}, "msg_1"],
      [[assistant("msg_1")], {}, undefined],
      [[assistant("msg_1", { ...unfinished, error: { name: "APIError" } })], {}, undefined],
      [[assistant("msg_1", unfinished), user("msg_2")], {}, undefined],
      [[assistant("msg_1", unfinished)], { mode: "snapshot" }, undefined],
      [[], {}, undefined],
    ];
    for (const [entries, about, expected] of cases) assert.equal(read(entries, about).activeId, expected);
  });

  it("counts the messages that were taken back", () => {
    const messages = [user("msg_1"), assistant("msg_2"), user("msg_3"), assistant("msg_4")];
    const undone = (revert: JsonObject) => read([info({ revert }), ...messages]).undone;
    assert.equal(undone({ messageID: "msg_3" }), 2);
    assert.equal(undone({ messageID: "msg_3", partID: "prt_1" }), 1);
    assert.equal(undone({ messageID: "gone" }), 0);
    assert.equal(read([info(), ...messages]).undone, 0);
  });

  it("takes its facts from the session, else from the messages, else from the share", () => {
    const told = info({
      title: "Told",
      agent: "plan",
      model: { id: "big" },
      cost: 2,
      tokens: { input: 3, output: 4 },
    });
    const spent = { cost: 0.5, tokens: { input: 10, output: 5 }, modelID: "small" };
    const messages = [user("msg_1", { agent: "ask" }), assistant("msg_2", spent), assistant("msg_3", spent)];
    assert.deepEqual(pick(read([told, ...messages])), ["Told", "plan", "big", 2, 7]);
    assert.deepEqual(pick(read([info(), ...messages])), ["A sample session", "build", "small", 1, 30]);
    assert.deepEqual(pick(read([], { title: "" })), [
      "Untitled session",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("reads on with a thousand messages", () => {
    const entries = Array.from({ length: 1000 }, (_, n) => [
      assistant(`msg_${n + 1000}`),
      tool(`msg_${n + 1000}`, "prt_1", "bash", { status: "completed", input: {}, output: "ok" }),
    ]).flat();
    assert.equal(read(entries).turns.length, 1000);
  });
});

function pick({ facts }: Conversation) {
  return [facts.title, facts.agent, facts.model, facts.cost, facts.tokens];
}
