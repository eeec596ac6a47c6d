import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";

describe("the address under which a service is reached", () => {
  const lines: string[] = [];
  const warnings = () => lines.filter((line) => line.includes("another address"));
  let service: TestApp;

  beforeEach(async () => {
    lines.length = 0;
    service = await TestApp.build({ log: { stream: { write: (line) => void lines.push(line) } } });
  });
  afterEach(() => service.app.close());

  const ask = async (headers: Readonly<Record<string, string>>, url = `${routes.health.path}?check=1`) =>
    (await service.app.inject({ url, headers })).json();

  it("is told beside its own when that is asked for, as a proxy passes it on", async () => {
    for (const [headers, askedAs] of [
      [{ host: "share.test" }, "http://share.test"],
      [{ host: "share.test:8443" }, "http://share.test:8443"],
      [
        { host: "127.0.0.1:4747", "x-forwarded-host": "share.test", "x-forwarded-proto": "https" },
        "https://share.test",
      ],
      [
        { host: "inner", "x-forwarded-host": "outer.test, inner.test", "x-forwarded-proto": "https, http" },
        "https://outer.test",
      ],
      [{ host: "inner", "x-forwarded-proto": "gopher" }, undefined],
      [{ host: "x".repeat(1000) }, undefined],
    ] as const) {
      const { publicUrl, askedAs: seen } = await ask(headers);
      assert.deepEqual([publicUrl, seen], ["https://share.test", askedAs]);
    }
    assert.equal("publicUrl" in (await ask({ host: "share.test" }, routes.health.path)), false);
  });

  it("is logged once when links lead elsewhere, with both", async () => {
    await ask({ host: "share.test" });
    assert.deepEqual(warnings(), []);
    for (let n = 0; n < 3; n++) await ask({ host: "share.example" });
    assert.equal(warnings().length, 1);
    const { asked, publicUrl } = JSON.parse(warnings()[0] ?? "{}");
    assert.deepEqual([asked, publicUrl], ["http://share.example", "https://share.test"]);
  });

  it("is not taken from probes and proxies inside a network, and not from nonsense", async () => {
    for (const host of [
      "127.0.0.1:4747",
      "localhost",
      "share",
      "[::1]:80",
      "10.0.0.7",
      "a b",
      "a@b.example",
      "a.b/c",
    ])
      await ask({ host });
    assert.deepEqual(warnings(), []);
  });
});
