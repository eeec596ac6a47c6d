import assert from "node:assert/strict";
import { referenceOf } from "../store/reference.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { sampleMeta } from "../testing/sample.ts";
import { cursorOf, parseCursor } from "./share-cursor.ts";

describe("the place of a share in a list", () => {
  it("is read as what it was made of", () => {
    const meta = sampleMeta({ createdAt: 7 });
    assert.deepEqual(parseCursor(cursorOf(meta)), { createdAt: 7, reference: referenceOf(meta.shareId) });
  });

  for (const text of [
    "",
    "7",
    "7.",
    ".aZ09_-aZ09_-",
    "7.aZ09_-aZ09_",
    "7.aZ09_-aZ09_-x",
    "x7.aZ09_-aZ09_-",
    `${"7".repeat(17)}.aZ09_-aZ09_-`,
  ])
    it(`is not “${text}”`, () => assert.throws(() => parseCursor(text), refusedFor("invalidRequest")));
});
