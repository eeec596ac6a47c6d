import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { openedRow } from "../ui/views/opened-row.ts";

const now = Date.now();

describe("the view of opened links", () => {
  it("shows title, host and when, and leads back", () => {
    const shareId = "b".repeat(43);
    const link = { serviceUrl: "https://s.example", shareId, title: "", openedAt: now - 2 * DAY_MS };
    const row = openedRow(link, now);
    assert.equal(row.item.label, "Untitled session");
    assert.equal(row.item.description, "s.example · 2d ago");
    assert.equal(row.item.contextValue, "opened");
    assert.equal(row.target.link, `https://s.example/share/${shareId}`);
  });
});
