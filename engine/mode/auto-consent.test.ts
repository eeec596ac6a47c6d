import assert from "node:assert/strict";
import type { Memento } from "../registry/memento.ts";
import { AutoConsent, type ConsentScope } from "./auto-consent.ts";

const USER: ConsentScope = { kind: "user" };
const FOLDER: ConsentScope = { kind: "workspace", folder: "/w" };

function inMemory(): Memento {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key, value) => void values.set(key, value),
  };
}

describe("the consent to automatic sharing", () => {
  it("is unknown before it was asked for, and remembered then, also when it was refused", async () => {
    const memory = inMemory();
    const consent = new AutoConsent(memory);
    assert.equal(consent.answer(FOLDER, "https://s.example"), undefined);
    await consent.remember(FOLDER, "https://s.example", false);
    assert.equal(new AutoConsent(memory).answer(FOLDER, "https://s.example"), false);
    await consent.remember(FOLDER, "https://s.example", true);
    assert.equal(new AutoConsent(memory).answer(FOLDER, "https://s.example"), true);
  });

  const others: readonly [string, ConsentScope, string | undefined][] = [
    ["another service", FOLDER, "https://evil.example"],
    ["no service yet", FOLDER, undefined],
    ["another workspace", { kind: "workspace", folder: "/w2" }, "https://s.example"],
    ["the user's own wish", USER, "https://s.example"],
  ];
  for (const [name, scope, serviceUrl] of others)
    it(`of a workspace and a service is none for ${name}`, async () => {
      const consent = new AutoConsent(inMemory());
      await consent.remember(FOLDER, "https://s.example", true);
      assert.equal(consent.answer(scope, serviceUrl), undefined);
    });
});
