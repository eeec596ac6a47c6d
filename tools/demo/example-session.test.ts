import assert from "node:assert/strict";
import { join } from "node:path";
import { messageSchema, parsePart, sessionSchema } from "../../protocol/session.ts";
import { root } from "../root.ts";
import { readExample } from "./example-session.ts";

const EXAMPLE = join(root, "examples/session.json");
const ENDED_AT = Date.UTC(2030, 0, 1);

describe("the sample session", () => {
  const { info, messages } = readExample(EXAMPLE, "/home/grace/till", ENDED_AT);

  it("is one of the neutral model, without a part that a viewer does not know", () => {
    sessionSchema.parse(info);
    for (const message of messages) {
      messageSchema.parse(message.info);
      for (const part of message.parts) assert.equal(parsePart(part)?.known, true, JSON.stringify(part));
    }
  });

  it("takes place in the folder that it is given", () => {
    const text = JSON.stringify({ info, messages });
    assert.equal(info.directory, "/home/grace/till");
    assert.ok(text.includes("/home/grace/till/src/cart.ts"));
    assert.ok(!text.includes("/home/ada"));
  });

  it("ends when it is told to, with its times as far apart as they were", () => {
    const { created, updated } = info.time as { created: number; updated: number };
    assert.equal(updated, ENDED_AT);
    assert.ok(updated - created > 60_000 && updated - created < 3_600_000);
    for (const message of messages) {
      const { created: at } = message.info.time as { created: number };
      assert.ok(at >= created && at <= updated);
    }
  });

  it("shows what a session can hold: reasoning, tools of both outcomes, a diff, a file, a table, code", () => {
    const text = JSON.stringify(messages);
    for (const piece of [
      '"reasoning"',
      '"status":"completed"',
      '"status":"error"',
      "@@ -",
      '"file"',
      "| --- |",
      "```ts",
    ])
      assert.ok(text.includes(piece), piece);
  });
});
