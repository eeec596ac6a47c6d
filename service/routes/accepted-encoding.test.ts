import assert from "node:assert/strict";
import { acceptedEncoding } from "./accepted-encoding.ts";

describe("the encoding of an answer", () => {
  for (const [header, expected] of [
    [undefined, undefined],
    ["", undefined],
    ["identity", undefined],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["GZIP;q=0.5", "gzip"],
    ["br;q=0, gzip;q=1", "gzip"],
    ["br; q=0.0 ,gzip; q = 0", undefined],
    ["*", "br"],
    ["*;q=0", undefined],
    ["br;q=0, *", "gzip"],
    ["brotli, xgzip", undefined],
    ["gzip;q=nonsense", "gzip"],
  ] as const)
    it(`is ${expected ?? "none"} for ${JSON.stringify(header)}`, () =>
      assert.equal(acceptedEncoding(header), expected));
});
