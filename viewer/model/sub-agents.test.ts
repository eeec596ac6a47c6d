import assert from "node:assert/strict";
import type { Entry } from "../../protocol/entries.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { assistant, batch, childInfo, childMessage, opening, tool, user } from "../test/sample.ts";
import { type Conversation, ConversationReader } from "./conversation.ts";
import { initialState, reduce } from "./viewer-state.ts";

const CALL = "session/part/ses_sample/msg_1/prt_1";
const completed = (metadata: JsonObject) => ({ status: "completed", input: {}, output: "ok", metadata });

function read(...entries: readonly Entry[]): Conversation {
  const frames = opening(entries).map((frame) => ({ type: "frame", frame }) as const);
  return new ConversationReader().read(reduce(initialState, frames));
}

const placesIn = ({ subAgents: { called, uncalled } }: Conversation) => [
  [...called].map(([key, { id }]) => [key, id]),
  uncalled.map(({ id }) => id),
];

describe("the sub-agents of a conversation", () => {
  for (const [generation, metadata] of [
    ["1.x", { sessionId: "ses_child" }],
    ["2.x", { sessionID: "ses_child" }],
    ["0.x, where only its calls tell", { summary: [{ id: "prt_9", sessionID: "ses_child" }] }],
  ] as const)
    it(`belong to the call that started them, as ${generation} notes it`, () => {
      const call = tool("msg_1", "prt_1", "task", completed(metadata));
      const conversation = read(assistant("msg_1"), call, childInfo("ses_child"));
      assert.deepEqual(placesIn(conversation), [[[CALL, "ses_child"]], []]);
      assert.equal(conversation.subAgents.called.get(CALL)?.title, "Title of ses_child");
    });

  it("belong to nobody when no call names them, and while a call that does has not come", () => {
    const other = tool("msg_1", "prt_1", "task", completed({ sessionId: "ses_elsewhere" }));
    const conversation = read(assistant("msg_1"), other, childInfo("ses_b"), childInfo("ses_a"));
    assert.deepEqual(placesIn(conversation), [[], ["ses_a", "ses_b"]]);
  });

  it("are shown once, by the first call that names them, also when they name each other", () => {
    const call = (id: string, sessionId: string) => tool("msg_1", id, "task", completed({ sessionId }));
    const inChild = (sessionId: string, named: string) => [
      childInfo(sessionId),
      ...childMessage(sessionId, "task", completed({ sessionId: named })),
    ];
    const conversation = read(
      assistant("msg_1"),
      ...[call("prt_1", "ses_a"), call("prt_2", "ses_a"), call("prt_3", "ses_sample")],
      ...inChild("ses_a", "ses_b"),
      ...inChild("ses_b", "ses_a"),
    );
    assert.deepEqual(placesIn(conversation), [
      [
        [CALL, "ses_a"],
        ["session/part/ses_a/msg_ses_a/prt_ses_a", "ses_b"],
      ],
      [],
    ]);
  });

  it("are no part of the conversation itself", () => {
    const conversation = read(user("msg_1"), childInfo("ses_a"), ...childMessage("ses_a", "bash", null));
    assert.deepEqual(
      conversation.turns.map(({ id }) => id),
      ["msg_1"],
    );
    assert.equal(conversation.facts.title, "A sample session");
  });

  it("keep their turns when something else changes", () => {
    const frames = opening([user("msg_1"), childInfo("ses_a"), ...childMessage("ses_a", "bash", null)]);
    const reader = new ConversationReader();
    const before = reduce(
      initialState,
      frames.map((frame) => ({ type: "frame", frame })),
    );
    const after = reduce(before, [{ type: "frame", frame: batch(1, assistant("msg_2")) }]);
    const [first, second] = [reader.read(before), reader.read(after)].map(
      ({ subAgents }) => subAgents.uncalled[0]?.turns[0],
    );
    assert.ok(first);
    assert.equal(first, second);
  });

  it("stay the same objects while nothing of theirs changes, and one changes alone", () => {
    const child = (id: string) => [childInfo(id), ...childMessage(id, "task", completed({}))];
    const call = (id: string, sessionId: string) => tool("msg_1", id, "task", completed({ sessionId }));
    const frames = opening([
      assistant("msg_1"),
      ...[call("prt_1", "ses_a"), call("prt_2", "ses_b")],
      ...["ses_a", "ses_b", "ses_lost"].flatMap(child),
    ]).map((frame) => ({ type: "frame", frame }) as const);
    const reader = new ConversationReader();
    let state = reduce(initialState, frames);
    const first = reader.read(state).subAgents;
    const update = (...entries: readonly Entry[]) => {
      state = reduce(state, [{ type: "frame", frame: batch(state.share.revision, ...entries) }]);
      return reader.read(state).subAgents;
    };
    assert.equal(update(user("msg_2")), first);
    const changed = update(...childMessage("ses_a", "task", completed({ more: 1 })));
    assert.notEqual(changed.called, first.called);
    assert.equal(changed.uncalled, first.uncalled);
    const isKept = ([key, agent]: [string, unknown]) => first.called.get(key) === agent;
    assert.deepEqual([...changed.called].map(isKept), [false, true]);
    assert.equal(update(user("msg_3")), changed);
  });
});
