import assert from "node:assert/strict";
import { routes } from "../protocol/routes.ts";
import { maskTokens } from "./logging.ts";
import { MemoryStore } from "./store/memory/memory-store.ts";
import { TestApp } from "./testing/test-app.ts";

describe("the log", () => {
  let lines: string[];
  const stream = { write: (line: string) => void lines.push(line) };
  beforeEach(() => {
    lines = [];
  });

  it("follows a share through its life without its id, secret or content", async () => {
    const service = await TestApp.build({ log: { level: "trace", stream } });
    const share = await service.create({ title: "TOP-TITLE" });
    const { shareId, secret } = share;
    const entries = [{ key: "session/info/ses_hidden", content: { text: "TOP-CONTENT" } }];
    await service.sync(share, entries);
    await service.sync({ ...share, secret: "TOP-GUESS" }, entries);
    await service.sync(share, [{ key: "TOP-KEY" }]);
    await service.call(routes.readShare, shareId);
    await service.app.inject(`/api/sessions/shared/${shareId}?token=TOP-QUERY`);
    await service.app.inject(`/nothing/${shareId}`);
    await service.app.inject(`/api/sessions/shared/${shareId}%zz`);
    await service.app.inject(`/share/${shareId}`);
    await service.call(routes.readManifest, shareId, { secret });
    await service.call(routes.deleteShare, shareId, { secret });
    await service.app.close();

    const log = lines.join("");
    assert.ok(lines.length >= 9);
    for (const hidden of [shareId, secret, "TOP-", "ses_hidden"])
      assert.ok(!log.includes(hidden), `${hidden} in ${log}`);
    const deletion = lines.map((line) => JSON.parse(line)).find(({ method }) => method === "DELETE");
    assert.equal(deletion.share, shareId.slice(0, 6));
    assert.equal(deletion.route, "/api/sessions/share/:id");
    assert.equal(deletion.status, 204);
  });

  it("tells what went wrong inside, without the ids in file names", async () => {
    const store = new MemoryStore();
    const service = await TestApp.build({ store, log: { stream } });
    const { shareId } = await service.create();
    store.readSince = () =>
      Promise.reject(new Error("outer", { cause: new Error(`EIO: /data/shares/${shareId}.jsonl`) }));
    await service.call(routes.readShare, shareId);
    await service.app.close();
    const log = lines.join("");
    assert.ok(!log.includes(shareId));
    assert.match(log, new RegExp(`EIO: /data/shares/${shareId.slice(0, 6)}…\\.jsonl`));
  });

  it("masks every id in a text and leaves other words", () => {
    assert.equal(maskTokens(`a ${"x".repeat(43)} b ${"y".repeat(42)}`), `a xxxxxx… b ${"y".repeat(42)}`);
  });
});
