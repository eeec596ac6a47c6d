import assert from "node:assert/strict";
import type { FastifyRequest } from "fastify";
import { isOwnPage } from "./own-page.ts";

const asks = (publicUrl: string, origin: string | undefined, host: string) =>
  isOwnPage({ headers: { origin, host } } as unknown as FastifyRequest, publicUrl);

describe("an origin", () => {
  const service = "https://share.example";
  const foreign: readonly (string | undefined)[] = [
    "http://share.example",
    "https://share.example:8443",
    "https://share.example:443",
    "https://www.share.example",
    "https://share.example.evil.test",
    "https://share.example/",
    "https://SHARE.example",
    "https://user@share.example",
    " https://share.example",
    "https://share.example https://evil.test",
    "wss://share.example",
    "http://localhost",
    "https://evil.test",
    "null",
    "",
    undefined,
  ];
  for (const origin of foreign)
    it(`is the service's own when it is the public URL's, so ${origin} is not, whatever the host header says`, () => {
      const named = URL.canParse(origin ?? "") ? new URL(origin ?? "").host : "";
      for (const host of ["share.example", "share.example:8443", named])
        assert.equal(asks(service, origin, host), false, host);
    });

  it("is the service's own wherever below it the service has its place, and by whatever name it was asked", () => {
    for (const url of [service, `${service}/base`])
      for (const host of ["share.example", "10.0.0.7:4747"]) assert.ok(asks(url, service, host));
    assert.ok(asks("http://share.example:8080", "http://share.example:8080", "share.example:8080"));
  });

  it("of a service on this machine goes by any of the machine's names, at that port and scheme", () => {
    for (const own of ["127.0.0.1", "localhost", "[::1]"])
      for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
        assert.ok(asks(`http://${own}:4747`, `http://${name}:4747`, `${name}:4747`));
        assert.ok(!asks(`http://${own}:4747`, `http://${name}:4748`, `${name}:4748`));
        assert.ok(!asks(`http://${own}:4747`, `https://${name}:4747`, `${name}:4747`));
      }
  });

  it("of a service on this machine is no other program's that has its port at another of the machine's addresses", () => {
    assert.ok(!asks("http://127.0.0.1:4747", "http://[::1]:4747", "127.0.0.1:4747"));
    assert.ok(!asks("http://127.0.0.1:4747", "http://127.0.0.2:4747", "127.0.0.2:4747"));
    for (const name of ["evil.test:4747", "localhost.evil.test:4747", "2130706433:4747"])
      assert.ok(!asks("http://127.0.0.1:4747", `http://${name}`, name));
  });
});
