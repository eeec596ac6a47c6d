import assert from "node:assert/strict";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import { pageOf } from "./session-list.ts";

const session = (title: string, mode?: string): SessionSummary => ({
  id: title,
  title,
  directory: "/w",
  agentId: "opencode",
  parentId: undefined,
  createdAt: 0,
  updatedAt: 0,
  mode,
});
const titles = (filter: string, limit = 10) =>
  pageOf(
    [session("Fix the Parser", "build"), session("Write docs", "plan"), session("Parser docs"), session("")],
    filter,
    limit,
  ).shown.map(({ title }) => title);

describe("the list of sessions", () => {
  const cases = [
    ["everything without a filter", "", ["Fix the Parser", "Write docs", "Parser docs", ""]],
    ["everything for blanks", "  ", ["Fix the Parser", "Write docs", "Parser docs", ""]],
    ["a word in any case", "PARSER", ["Fix the Parser", "Parser docs"]],
    ["all words, in any order", "docs par", ["Parser docs"]],
    ["a mode", "plan", ["Write docs"]],
    ["nothing when nothing fits", "zebra", []],
    ["no pattern, just text", ".*", []],
  ] as const;
  for (const [what, filter, expected] of cases)
    it(`shows ${what}`, () => assert.deepEqual(titles(filter), expected));

  it("ends after a page, and says how many there are more", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => session(`Session ${index}`));
    const { shown, hidden } = pageOf(many, "", 200);
    assert.deepEqual([shown.length, hidden], [200, 9800]);
    assert.equal(pageOf(many, "", 20_000).hidden, 0);
    assert.deepEqual(pageOf(many, "session 9999", 200), { shown: [many[9999]], hidden: 0 });
  });
});
