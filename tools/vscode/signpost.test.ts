import assert from "node:assert/strict";
import { type Signpost, startSignpost } from "./signpost.ts";

describe("the signpost to servers of this machine", () => {
  let signpost: Signpost;
  before(async () => {
    signpost = await startSignpost();
  });
  after(() => signpost.close());

  const ask = (port: string, path: string) =>
    fetch(signpost.template.replace("{{port}}", port) + path, { redirect: "manual" });

  it("leads to the same address at the server itself", async () => {
    const { status, headers } = await ask("4747", "share/abc?since=1");
    assert.deepEqual([status, headers.get("location")], [307, "http://127.0.0.1:4747/share/abc?since=1"]);
  });

  it("leads to no other machine", async () => {
    assert.equal((await ask("@evil.example", "")).status, 404);
    assert.equal((await ask("80.evil.example", "")).status, 404);
    assert.equal(
      (await ask("80", "/evil.example")).headers.get("location"),
      "http://127.0.0.1:80//evil.example",
    );
  });
});
