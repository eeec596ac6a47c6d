import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import type { Json } from "../../protocol/json.ts";
import { SECRET, shareArb } from "../testing/arbitrary-share.ts";
import { copySession } from "./copy-session.ts";
import { toV2Export } from "./v2-export.ts";

const ports = { now: () => 1_795_198_452_182, randomBytes };
const exportOf = (contents: ReadonlyMap<string, Json>, sessionId: string) =>
  toV2Export(copySession(contents, sessionId, { projectId: "p", directory: "/work" }, ports));

describe("any 2.x import file", () => {
  it("holds only settled messages under unique ids, and ends idle", () => {
    fc.assert(
      fc.property(shareArb, ({ contents, sessionId }) => {
        const { info, messages } = exportOf(contents, sessionId);
        assert.match(info.id, /^ses_/);
        assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length);
        assert.equal(messages.at(-1)?.type, "idle");
        for (const message of messages) {
          assert.match(message.id, /^msg_/);
          assert.ok(Number.isInteger(message.time.created));
          if (message.type !== "assistant") continue;
          assert.ok(Number.isInteger(message.time.completed));
          assert.ok(message.agent !== "" && message.model.id !== "" && message.model.providerID !== "");
          for (const content of message.content)
            if (content.type === "tool") {
              assert.match(content.state.status, /^(?:completed|error)$/);
              assert.ok(content.state.status === "error" || content.state.content.length > 0);
            }
        }
      }),
    );
  });

  it("never holds a share, a secret, a parent, an instruction or a provider's state", () => {
    fc.assert(
      fc.property(shareArb, ({ contents, sessionId }) => {
        const exported = exportOf(contents, sessionId);
        assert.ok(!JSON.stringify(exported).includes(SECRET));
        assert.ok(!("parentID" in exported.info) && !("revert" in exported.info));
        assert.ok(exported.messages.every(({ type }) => (type as string) !== "system"));
      }),
    );
  });
});
