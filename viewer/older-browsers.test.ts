import assert from "node:assert/strict";
import { fillIn } from "./older-browsers.ts";

/** What an older browser has of both. */
const older = () => {
  const them = {
    URL: class extends URL {} as typeof URL,
    AbortSignal: { prototype: AbortSignal.prototype } as typeof AbortSignal,
  };
  Object.defineProperty(them.URL, "canParse", { value: undefined, writable: true });
  fillIn(them);
  return them;
};

describe("a browser that lacks newer functions", () => {
  it("tells an address from what is none", () => {
    const { canParse } = older().URL;
    const addresses: [string, string?][] = [
      ["https://a.example"],
      ["a"],
      ["a", "https://a.example"],
      [""],
      ["//"],
      ["http://[", "x:"],
    ];
    for (const address of addresses)
      assert.equal(canParse(...address), URL.canParse(...address), `${address}`);
  });

  it("ends with the first signal that does, by its reason, also one that has ended already", () => {
    const { any } = older().AbortSignal;
    const [a, b] = [new AbortController(), new AbortController()];
    const signal = any([a.signal, b.signal]);
    assert.equal(signal.aborted, false);
    b.abort("b");
    a.abort("a");
    assert.deepEqual([signal.aborted, signal.reason], [true, "b"]);
    assert.equal(any([new AbortController().signal, b.signal, a.signal]).reason, "b");
    assert.equal(any([]).aborted, false);
  });

  it("keeps the functions that it has", () => {
    const { canParse } = URL;
    fillIn(globalThis);
    assert.equal(URL.canParse, canParse);
  });
});
