import assert from "node:assert/strict";
import {
  isUnderstood,
  OLDEST_PROTOCOL_VERSION,
  outdatedSide,
  ownVersions,
  PROTOCOL_VERSION,
  passesOverFrames,
} from "./version.ts";

describe("the version of the protocol", () => {
  it("is understood by itself, on both sides", () => {
    assert.equal(outdatedSide(ownVersions), undefined);
    assert.ok(isUnderstood(String(PROTOCOL_VERSION)));
  });

  const next = PROTOCOL_VERSION + 1;
  const answers: readonly [string, unknown, ReturnType<typeof outdatedSide>][] = [
    ["nothing where it is not told", {}, undefined],
    ["nothing where there is no answer", undefined, undefined],
    ["nothing where it makes no sense", { protocolVersion: "next" }, undefined],
    [
      "the client where the service has forgotten it",
      { protocolVersion: next, oldestProtocolVersion: next },
      "client",
    ],
    [
      "nothing where a later service remembers it",
      { protocolVersion: next, oldestProtocolVersion: PROTOCOL_VERSION },
      undefined,
    ],
    ["the client where a later service does not say what it remembers", { protocolVersion: next }, "client"],
    [
      "the service where the client has forgotten it",
      { protocolVersion: OLDEST_PROTOCOL_VERSION - 1 },
      "service",
    ],
  ];
  for (const [what, answer, side] of answers)
    it(`asks for an update of ${what}`, () => assert.equal(outdatedSide(answer), side));

  it("of a client counts as the first where it tells none", () => {
    for (const said of [undefined, "", "x", "-1", "1e3", "9".repeat(99)])
      assert.equal(isUnderstood(said), OLDEST_PROTOCOL_VERSION <= 1, `${said}`);
    assert.ok(!isUnderstood(String(OLDEST_PROTOCOL_VERSION - 1)));
    assert.ok(isUnderstood(String(next)));
  });

  it("lets frames that only it knows pass where the client is not of the first", () => {
    for (const [said, passes] of [
      [undefined, false],
      ["1", false],
      ["x", false],
      ["2x", false],
      ["2", true],
      ["3", true],
      ["123456789", true],
      ["1234567890", false],
    ] as const)
      assert.equal(passesOverFrames(said), passes, said);
  });
});
