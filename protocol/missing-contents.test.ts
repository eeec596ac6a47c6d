import assert from "node:assert/strict";
import { type KeyPath, parseKey } from "./keys.ts";
import { missingContents } from "./missing-contents.ts";

const pathOf = (key: string) => parseKey(key) as KeyPath;
const MESSAGE = "session/message/ses_1/msg_1";
const PART = "session/part/ses_1/msg_1/prt_1";
const WHY = "holds too much";

describe("what stands for what cannot be shared", () => {
  it("is nothing for a session itself", () => {
    assert.equal(missingContents(pathOf("session/info/ses_1"), WHY).size, 0);
  });

  it("is a part that says so, in the place of a part", () => {
    const text = "This part is missing from the share: it holds too much.";
    const part = { id: "prt_1", sessionID: "ses_1", messageID: "msg_1", type: "missing", text };
    assert.deepEqual([...missingContents(pathOf(PART), WHY)], [[PART, part]]);
  });

  it("is a message with such a part, in the place of a message", () => {
    const text = "This message is missing from the share: it holds too much.";
    const part = { id: "missing", sessionID: "ses_1", messageID: "msg_1", type: "missing", text };
    const message = { id: "msg_1", sessionID: "ses_1", role: "assistant", time: { created: 0 } };
    const partKey = "session/part/ses_1/msg_1/missing";
    assert.deepEqual(
      [...missingContents(pathOf(MESSAGE), WHY)],
      [
        [MESSAGE, message],
        [partKey, part],
      ],
    );
    for (const [place, told] of [
      [{ order: 0 }, { order: 0 }],
      [{ createdAt: 7 }, { time: { created: 7 } }],
      [{ createdAt: null }, {}],
      [
        { order: null, createdAt: 7 },
        { order: null, time: { created: 7 } },
      ],
    ] as const)
      assert.deepEqual(missingContents(pathOf(MESSAGE), WHY, place).get(MESSAGE), { ...message, ...told });
  });
});
