import assert from "node:assert/strict";
import { startDeviceRequestSchema, startDeviceResponseSchema } from "./device.ts";

const HASH = "h".repeat(43);
const asked = { tokenHash: HASH, label: "VS Code on thinkpad" };
const answer = { signInUrl: "https://share.example/device", code: "ABCD", expiresAt: 1, interval: 5 };

describe("how a program gets a token", () => {
  it("begins with a hash and a name that can be shown", () => {
    assert.deepEqual(startDeviceRequestSchema.parse({ ...asked, label: ` ${asked.label} ` }), asked);
    for (const [fields, fits] of [
      [{ label: "x".repeat(100) }, true],
      [{ label: "x".repeat(101) }, false],
      [{ label: "  " }, false],
      [{ label: "a\u0000b" }, false],
      [{ label: "a\u202eb" }, false],
      [{ tokenHash: HASH.slice(1) }, false],
      [{ tokenHash: `${HASH}h` }, false],
    ] as const)
      assert.equal(startDeviceRequestSchema.safeParse({ ...asked, ...fields }).success, fits);
  });

  it("goes on in a browser, at a pace that somebody can wait for", () => {
    for (const [fields, fits] of [
      [{}, true],
      [{ interval: 60, code: "x".repeat(20) }, true],
      [{ interval: 0.5, code: "x" }, true],
      [{ interval: 0 }, false],
      [{ interval: 61 }, false],
      [{ code: "" }, false],
      [{ code: "x".repeat(21) }, false],
      [{ signInUrl: "javascript:alert(1)" }, false],
      [{ signInUrl: "http://localhost:1/device" }, true],
      [{ expiresAt: 1.5 }, false],
    ] as const)
      assert.equal(startDeviceResponseSchema.safeParse({ ...answer, ...fields }).success, fits);
  });
});
