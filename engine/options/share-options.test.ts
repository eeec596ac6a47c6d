import assert from "node:assert/strict";
import { expiryOfDays } from "./expiry.ts";
import { LastOptions, type OptionDefaults, type ShareOptions } from "./share-options.ts";

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

  const defaults = (days: number | null): OptionDefaults => ({
    serviceUrl: "https://a.example",
    audience: "link",
    expiry: expiryOfDays(days),
  });
  const ofSetting = (days: number): ShareOptions => ({
    audience: "link",
    expiry: { kind: "days", days },
    mode: "live",
  });
  const chosen: ShareOptions = { audience: "link", expiry: { kind: "never" }, mode: "snapshot" };

  it("is the default at first", () => {
    assert.deepEqual(last.read(defaults(30), NOW), ofSetting(30));
    assert.deepEqual(last.read(defaults(null), NOW).expiry, { kind: "never" });
  });

  it("is offered the next time", async () => {
    await last.write(chosen, defaults(30));
    assert.deepEqual(last.read(defaults(30), NOW), chosen);
  });

  it("gives way to a default that was changed since", async () => {
    await last.write(chosen, defaults(30));
    assert.deepEqual(last.read(defaults(7), NOW), { ...ofSetting(7), mode: "snapshot" });
  });

  it("is a date only as long as that lies ahead", async () => {
    const expiry = { kind: "date", at: NOW + 1 } as const;
    await last.write({ ...chosen, expiry }, defaults(30));
    assert.deepEqual(last.read(defaults(30), NOW).expiry, expiry);
    assert.deepEqual(last.read(defaults(30), NOW + 1).expiry, { kind: "days", days: 30 });
  });

  it("is never wider at one service for what was chosen at another", async () => {
    await last.write(chosen, defaults(30));
    const other = { ...defaults(30), serviceUrl: "https://b.example", audience: "org" } as const;
    assert.equal(last.read(other, NOW).audience, "org");
    await last.write({ ...chosen, audience: "me" }, other);
    assert.equal(last.read(other, NOW).audience, "me");
    assert.equal(last.read(defaults(30), NOW).audience, "link");
  });

  it("holds neither people nor a password", async () => {
    const named = { people: ["ada@acme.example"], groups: ["backend"], password: "correct horse" };
    await last.write({ ...chosen, audience: "people", ...named }, defaults(30));
    assert.deepEqual(last.read(defaults(30), NOW), { ...chosen, audience: "people" });
    assert.doesNotMatch(JSON.stringify([...memory]), /ada|backend|horse/);
  });

  it("is, of what another version has remembered, what is known here, and the narrowest of what is not", () => {
    const { serviceUrl } = defaults(30);
    const read = (remembered: object) => {
      memory.set("share.options", { serviceUrl, ...remembered });
      return last.read(defaults(30), NOW);
    };
    assert.deepEqual(read({ ...chosen, byDefault: "x" }), { ...ofSetting(30), mode: "snapshot" });
    assert.deepEqual(read({ ...chosen, audience: "me", expiry: { kind: "weeks" } }), {
      ...ofSetting(30),
      audience: "me",
      mode: "snapshot",
    });
    assert.deepEqual(read({ audience: "team", mode: "mirrored" }), {
      ...ofSetting(30),
      audience: "me",
      mode: "snapshot",
    });
  });

  for (const junk of [null, 7, "live", {}, { expiry: { kind: "days", days: -1 } }])
    it(`is the default when the memory holds ${JSON.stringify(junk)}`, () => {
      memory.set("share.options", junk);
      assert.deepEqual(last.read(defaults(30), NOW), ofSetting(30));
    });
});
