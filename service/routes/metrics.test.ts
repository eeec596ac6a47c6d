import assert from "node:assert/strict";
import { startService } from "../start-service.ts";
import { referenceOf } from "../store/reference.ts";
import { assertError } from "../testing/assert-error.ts";
import { LiveClient } from "../testing/live-client.ts";
import { sampleKey } from "../testing/sample.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { TestApp } from "../testing/test-app.ts";

describe("the metrics", () => {
  const newFolder = temporaryFolders();

  /** The value of a line, by its name with labels. */
  async function read(service: TestApp, token?: string) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { body } = await service.app.inject({ url: "/metrics", headers });
    return (line: string) =>
      Number(
        body
          .split("\n")
          .find((one) => one.startsWith(`${line} `))
          ?.split(" ")
          .at(-1),
      );
  }

  it("count requests, shares, syncs, entries, bytes, viewers and refusals", async () => {
    const service = await TestApp.build();
    const share = await service.create();
    await service.create({ sessionId: "" });
    const entries = [1, 2, 3].map((n) => ({
      key: sampleKey(n),
      content: { type: "text", text: "x".repeat(1000) },
    }));
    await service.sync(share, entries);
    await service.sync({ ...share, secret: "x".repeat(43) }, entries);
    await service.app.inject(`/nowhere/${share.shareId}`);
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    const viewer = new LiveClient(url, share.shareId);
    await viewer.untilRevision(1);
    const value = await read(service);
    assert.equal(value("share_creates_total"), 1);
    assert.equal(value("share_syncs_total"), 1);
    assert.equal(value("share_entries_total"), 3);
    assert.equal(value("share_live"), 1);
    assert.equal(value("share_viewers"), 1);
    assert.ok(value("share_stored_bytes") > 3000);
    for (const code of ["invalid_request", "unauthorized", "not_found"])
      assert.equal(value(`share_refusals_total{code="${code}"}`), 1, code);
    const count =
      'share_http_request_duration_seconds_count{method="POST",route="/api/sessions/share/:id/sync"';
    assert.equal(value(`${count},status="200"}`), 1);
    assert.equal(value(`${count},status="401"}`), 1);
    viewer.socket.terminate();
    await service.app.close();
  });

  it("hold no id, name, address, content or token", async () => {
    const service = await TestApp.build({ auth: "token" });
    const admin = await service.token({ id: "TOP-ROOT", org: "TOP-ORG", role: "admin" });
    const share = await service.create({ title: "TOP-TITLE", sessionId: "TOP-SESSION" }, admin);
    await service.sync(share, [{ key: sampleKey(1), content: { type: "text", text: "TOP-CONTENT" } }]);
    for (const path of [
      `/share/${share.shareId}`,
      `/nothing/${share.shareId}`,
      `/api/admin/shares/${referenceOf(share.shareId)}`,
    ])
      await service.app.inject({ url: path, headers: { authorization: `Bearer ${admin}` } });
    const { body } = await service.app.inject({
      url: "/metrics",
      headers: { authorization: `Bearer ${admin}` },
    });
    assert.match(body, /route="\/api\/admin\/shares\/:share"/);
    for (const hidden of [
      share.shareId,
      share.secret,
      referenceOf(share.shareId),
      admin.slice(8),
      "TOP-",
      "127.0.0.1",
    ])
      assert.ok(!body.includes(hidden), hidden);
    await service.app.close();
  });

  it("are for admins alone where people are known, and open where nobody is", async () => {
    const service = await TestApp.build({ auth: "token" });
    const ask = async (token?: string) =>
      service.app.inject({ url: "/metrics", headers: token ? { authorization: `Bearer ${token}` } : {} });
    assertError(await ask(), 401, "sign_in_required");
    assertError(await ask(await service.token({ id: "ann" })), 403, "forbidden");
    assertError(await ask(await service.token({ id: "boss", role: "orgAdmin" })), 403, "forbidden");
    const answer = await ask(await service.token({ id: "root", role: "admin" }));
    assert.equal(answer.statusCode, 200);
    assert.match(answer.headers["content-type"] as string, /^text\/plain; version=0\.0\.4/);
    await service.app.close();
    const open = await TestApp.build();
    assert.equal((await open.app.inject("/metrics")).statusCode, 200);
    await open.app.close();
  });

  it("are each service's own", async () => {
    const [one, other] = [await TestApp.build(), await TestApp.build()];
    await one.create();
    assert.equal((await read(one))("share_creates_total"), 1);
    assert.equal((await read(other))("share_creates_total"), 0);
    await one.app.close();
    await other.app.close();
  });

  it("tell of the process when it is one that serves", async () => {
    const service = await startService({ dataDir: newFolder() });
    const text = await (await fetch(`${service.url}/metrics`)).text();
    assert.match(text, /^process_resident_memory_bytes \d+$/m);
    assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m);
    await service.close();
  });
});
