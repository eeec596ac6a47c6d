import assert from "node:assert/strict";
import { endReasons, leadsOn } from "./panel.ts";

describe("why a share cannot be read", () => {
  it("leads on where the reader can sign in or open it, and is an end otherwise", () => {
    assert.deepEqual(endReasons.filter(leadsOn), [
      "unauthorized",
      "sign_in_required",
      "password_required",
      "open_required",
    ]);
  });
});
