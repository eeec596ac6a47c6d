import assert from "node:assert/strict";
import type * as z from "zod";
import {
  createShareRequestSchema,
  openShareRequestSchema,
  tokenSchema,
  updateShareRequestSchema,
} from "./share.ts";
import { syncRequestSchema } from "./sync.ts";

/** Values of a field that fit, and values that do not. */
type Fields = Record<string, readonly [fits: readonly unknown[], not: readonly unknown[]]>;

const text = (length: number) => "x".repeat(length);
const many = (count: number) => Array(count).fill("x");
const COMMON: Fields = {
  title: [
    ["", text(500)],
    [text(501), null],
  ],
  expiresInDays: [
    [1, 3650],
    [0, 3651, 1.5],
  ],
  expiresAt: [
    [null, 0, 253_402_300_799_999],
    [-1, 253_402_300_800_000],
  ],
  audience: [
    ["me", "people", "org", "link"],
    ["all", null],
  ],
  people: [
    [[], ["x"], many(100), [text(320)]],
    [many(101), [text(321)], [""], ["  "]],
  ],
  groups: [
    [[], ["x"], many(100), [text(200)]],
    [many(101), [text(201)], [""], ["  "]],
  ],
  password: [
    [text(8), text(200)],
    [text(7), text(201)],
  ],
  maxViews: [
    [1, 1_000_000],
    [0, 1_000_001, 1.5],
  ],
  mode: [["live", "snapshot"], ["both"]],
};

function checks(schema: z.ZodType, base: object, fields: Fields): void {
  for (const [name, [fits, not]] of Object.entries(fields))
    it(`takes ${name} within its limits`, () => {
      for (const [values, isFit] of [
        [fits, true],
        [not, false],
      ] as const)
        for (const value of values)
          assert.equal(
            schema.safeParse({ ...base, [name]: value }).success,
            isFit,
            `${JSON.stringify(value)}`.slice(0, 60),
          );
    });
}

describe("a request for a share", () => {
  const base = { sessionId: "ses_1" };
  checks(createShareRequestSchema, base, {
    ...COMMON,
    sessionId: [
      ["a", text(200)],
      ["", text(201), "a/b", undefined],
    ],
    agent: [["claude"], ["", "a b"]],
  });

  it("is about a live share of opencode unless it says otherwise, and about trimmed names", () => {
    assert.deepEqual(createShareRequestSchema.parse(base), { ...base, mode: "live", agent: "opencode" });
    const { people } = createShareRequestSchema.parse({ ...base, people: [" ada "] });
    assert.deepEqual(people, ["ada"]);
  });
});

describe("a request to change a share", () => {
  checks(updateShareRequestSchema, {}, COMMON);
  it("may take its password and its number of views away", () => {
    const none = { password: null, maxViews: null };
    assert.deepEqual(updateShareRequestSchema.parse(none), none);
    assert.deepEqual(updateShareRequestSchema.parse({}), {});
  });
});

describe("a request to open a share", () => {
  checks(
    openShareRequestSchema,
    {},
    {
      password: [["", text(200)], [text(201)]],
      opening: [[text(43)], [text(42), text(44)]],
    },
  );
});

describe("a request to sync", () => {
  const entry = { key: "session/info/ses_1", content: 1 };
  checks(
    syncRequestSchema,
    { entries: [entry] },
    {
      entries: [
        [[entry], Array(64).fill(entry)],
        [[], Array(65).fill(entry)],
      ],
      lastSeenRevision: [
        [undefined, 0, 7],
        [-1, 1.5],
      ],
      known: [
        [undefined, 0, 7],
        [-1, 1.5],
      ],
    },
  );
});

describe("the id of a share", () => {
  it("is 43 characters of base64url", () => {
    for (const [id, fits] of [
      [text(43), true],
      [`${text(41)}_-`, true],
      [text(42), false],
      [text(44), false],
      [`${text(42)}.`, false],
      [`${text(43)}\n`, false],
    ] as const)
      assert.equal(tokenSchema.safeParse(id).success, fits, id);
  });
});
