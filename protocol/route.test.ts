import assert from "node:assert/strict";
import { addressOf } from "./route.ts";

describe("the address of a request", () => {
  it("fills in what its path leaves open, as a segment of its own", () => {
    const route = { path: "/api/things/:thing/parts/:part" };
    assert.equal(
      addressOf(route, { params: { thing: "a/b?c", part: "ü" } }),
      "/api/things/a%2Fb%3Fc/parts/%C3%BC",
    );
  });

  it("ends with those words of the query that say something", () => {
    const route = { path: "/api/things" };
    assert.equal(
      addressOf(route, { query: { after: "a&b", org: undefined, limit: 0 } }),
      "/api/things?after=a%26b&limit=0",
    );
    assert.equal(addressOf(route, { query: { org: undefined } }), "/api/things");
  });
});
