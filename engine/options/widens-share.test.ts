import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import type { UpdateShareRequest } from "../../protocol/share.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { widensShare } from "./widens-share.ts";

const NOW = 1_800_000_000_000;
type Known = Pick<LocalShare, "audience" | "expiresAt" | "mode">;

describe("a change of a share", () => {
  const inAWeek: Known = { expiresAt: NOW + 7 * DAY_MS };
  const cases: readonly [string, Known, UpdateShareRequest, boolean][] = [
    ["to more readers", { ...inAWeek, audience: "org" }, { audience: "link" }, true],
    ["to fewer readers", inAWeek, { audience: "me" }, false],
    ["from anyone to named people", inAWeek, { audience: "people", people: ["ada"] }, false],
    ["from oneself to named people", { ...inAWeek, audience: "me" }, { audience: "people" }, true],
    ["to other named people", { ...inAWeek, audience: "people" }, { people: ["ada"] }, true],
    ["to the same readers", { ...inAWeek, audience: "org" }, { audience: "org" }, false],
    ["from readers that are not known here", { ...inAWeek, audience: "unknown" }, { audience: "me" }, true],
    ["to live from a mode that is not known here", { ...inAWeek, mode: "unknown" }, { mode: "live" }, true],
    ["to no password", inAWeek, { password: null }, true],
    ["to another password", inAWeek, { password: "correct horse" }, false],
    ["of how often it can be opened", inAWeek, { maxViews: 3 }, true],
    ["to live", { ...inAWeek, mode: "snapshot" }, { mode: "live" }, true],
    ["to a snapshot", inAWeek, { mode: "snapshot" }, false],
    ["to a later end", inAWeek, { expiresInDays: 8 }, true],
    ["to a later day", inAWeek, { expiresAt: NOW + 8 * DAY_MS }, true],
    ["to no end", inAWeek, { expiresAt: null }, true],
    ["to an earlier end", inAWeek, { expiresInDays: 6 }, false],
    ["from no end to one", { expiresAt: null }, { expiresAt: NOW + DAY_MS }, false],
    ["of its title", inAWeek, { title: "Another" }, false],
  ];
  for (const [what, record, change, widens] of cases)
    it(`${what} ${widens ? "widens" : "does not widen"} it`, () =>
      assert.equal(widensShare(record, change, NOW), widens));
});
