import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { routes } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";
import { LiveHub } from "./hub.ts";
import { Readers, recheckReader } from "./readers.ts";

describe("readers over HTTP", () => {
  it("are those of a share, or all, until they leave", () => {
    const readers = new Readers();
    const reader = () => ({ mayStay: async () => undefined, cutOff() {} });
    const [a, b, c] = [reader(), reader(), reader()];
    const [leaveA, leaveB] = [readers.add("x", a), readers.add("x", b)];
    readers.add("y", c);
    assert.deepEqual(readers.of("x"), [a, b]);
    leaveA();
    leaveA();
    assert.deepEqual(readers.all, [b, c]);
    leaveB();
    readers.add("x", a);
    leaveB();
    assert.deepEqual(readers.of("x"), [a]);
  });

  it("are cut off when they may read no longer, or when nobody can tell", async () => {
    const cut: string[] = [];
    const ask = (name: string, mayStay: () => Promise<"forbidden" | undefined>) =>
      recheckReader({ mayStay, cutOff: () => void cut.push(name) });
    await ask("may", async () => undefined);
    await ask("may not", async () => "forbidden");
    await ask("unknown", () => Promise.reject(new Error("away")));
    assert.deepEqual(cut, ["may not", "unknown"]);
  });

  it("are asked with the viewers of their share, and with all when a token or a session ends", async () => {
    const cut: string[] = [];
    const hub = new LiveHub({ now: Date.now, readSince: () => Promise.reject(new Error("unused")) });
    for (const shareId of ["x", "y"])
      hub.readers.add(shareId, { mayStay: async () => "unauthorized", cutOff: () => void cut.push(shareId) });
    await hub.recheck("x");
    assert.deepEqual(cut, ["x"]);
    await hub.recheckAll();
    assert.deepEqual(cut, ["x", "x", "y"]);
  });

  it("are forgotten when they were answered, however that went", async () => {
    const service = await TestApp.build();
    const share = await service.create({ password: "correct horse" });
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    const { readers } = service.parts.hub;
    for (const { path } of [routes.readShare, routes.readManifest])
      for (const authorization of [`Bearer ${share.secret}`, "Bearer nobody"])
        for (const method of ["GET", "HEAD"]) {
          const answer = await fetch(url + path.replace(":id", share.shareId), {
            method,
            headers: { authorization },
          });
          await answer.arrayBuffer();
        }
    while (readers.all.length > 0) await nextTurn();
    await service.call(routes.readShare, share.shareId, { secret: share.secret });
    while (readers.all.length > 0) await nextTurn();
    await service.app.close();
  });
});
