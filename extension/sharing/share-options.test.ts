import assert from "node:assert/strict";
import { LastOptions, type ShareOptions } from "./share-options.ts";

const NOW = 1_700_000_000_000;

describe("what a person chose last", () => {
  let memory: Map<string, unknown>;
  let last: LastOptions;
  beforeEach(() => {
    memory = new Map();
    last = new LastOptions({
      get: (key) => memory.get(key),
      update: async (key, value) => void memory.set(key, value),
    });
  });

  const ofSetting = (days: number): ShareOptions => ({
    audience: "link",
    expiry: { kind: "days", days },
    mode: "live",
  });
  const chosen: ShareOptions = { audience: "link", expiry: { kind: "never" }, mode: "snapshot" };

  it("is the setting at first", () => {
    assert.deepEqual(last.read(30, NOW), ofSetting(30));
    assert.deepEqual(last.read(undefined, NOW).expiry, { kind: "never" });
  });

  it("is offered the next time", async () => {
    await last.write(chosen, 30);
    assert.deepEqual(last.read(30, NOW), chosen);
  });

  it("gives way to a setting that was changed since", async () => {
    await last.write(chosen, 30);
    assert.deepEqual(last.read(7, NOW), { ...ofSetting(7), mode: "snapshot" });
  });

  it("is a date only as long as that lies ahead", async () => {
    const expiry = { kind: "date", at: NOW + 1 } as const;
    await last.write({ ...chosen, expiry }, 30);
    assert.deepEqual(last.read(30, NOW).expiry, expiry);
    assert.deepEqual(last.read(30, NOW + 1).expiry, { kind: "days", days: 30 });
  });

  for (const junk of [
    null,
    7,
    "live",
    {},
    { expiry: { kind: "days", days: -1 } },
    { ...chosen, setting: "x" },
  ])
    it(`is the setting when the memory holds ${JSON.stringify(junk)}`, () => {
      memory.set("share.options", junk);
      assert.deepEqual(last.read(30, NOW), ofSetting(30));
    });
});
