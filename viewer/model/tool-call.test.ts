import assert from "node:assert/strict";
import type { Json } from "../../protocol/json.ts";
import { type PartOf, partSchemas } from "../../protocol/session.ts";
import { callDuration, callOutput, callPatches, callStatus, callTitle, failedExit } from "./tool-call.ts";

const call = (state: Json): PartOf<"tool"> =>
  partSchemas.tool.parse({
    id: "p",
    sessionID: "s",
    messageID: "m",
    type: "tool",
    callID: "c",
    tool: "bash",
    state,
  });
const completed = (fields: object = {}) => call({ status: "completed", input: {}, output: "out", ...fields });

describe("a tool call", () => {
  it("is stalled when it still waits and nobody works on it any more", () => {
    assert.equal(callStatus(call({ status: "running", input: {} }), true), "running");
    assert.equal(callStatus(call({ status: "running", input: {} }), false), "stalled");
    assert.equal(callStatus(call({ status: "pending", input: {} }), false), "stalled");
    assert.equal(callStatus(completed(), false), "completed");
  });

  it("is named by its title, else by its most telling input", () => {
    assert.equal(callTitle(completed({ title: "List files" })), "List files");
    assert.equal(callTitle(call({ status: "running", input: { command: "ls\nls -l" } })), "ls …");
    assert.equal(callTitle(call({ status: "error", error: "no", input: { filePath: "a.ts" } })), "a.ts");
    assert.equal(callTitle(call({ status: "pending", input: "raw" })), "");
  });

  it("took the time between start and end", () => {
    assert.equal(callDuration(completed({ time: { start: 5, end: 12 } })), 7);
    assert.equal(callDuration(completed({ time: { start: 5 } })), undefined);
    assert.equal(callDuration(completed()), undefined);
  });

  it("shows what a running command has printed so far", () => {
    assert.equal(callOutput(call({ status: "running", input: {}, metadata: { output: "tick" } })), "tick");
    assert.equal(callOutput(call({ status: "running", input: {} })), undefined);
    assert.equal(callOutput(completed()), "out");
  });

  it("reports an exit code only where it says failure", () => {
    assert.equal(failedExit(completed({ metadata: { exit: 3 } })), 3);
    assert.equal(failedExit(completed({ metadata: { exit: 0 } })), undefined);
  });

  const patch = "@@ -1 +1 @@\n-a\n+b\n";
  const names = (metadata: object) =>
    callPatches(completed({ metadata })).map(({ file, from, change }) => [from, file, change].join());
  const places: readonly [where: string, metadata: object, names: readonly string[]][] = [
    ["diff", { diff: patch }, [",,"]],
    ["a diff of several files", { diff: `--- a\n+++ a\n${patch}--- b\n+++ b\n${patch}` }, [",a,", ",b,"]],
    ["filediff", { filediff: { file: "a.ts", patch }, diff: patch }, [",a.ts,"]],
    ["files", { files: [{ file: "a.ts", patch }, { nonsense: true }], diff: patch }, [",a.ts,"]],
    [
      "files by their paths",
      {
        files: [
          { filePath: "/w/a.ts", relativePath: "a.ts", type: "update", patch },
          { filePath: "/w/b.ts", movePath: "/w/c.ts", relativePath: "c.ts", type: "move", patch },
          { relativePath: "d.ts", type: "add", diff: patch },
          { filePath: "/w/e.ts", type: "delete", patch: "" },
          { filePath: "/w/f.ts", movePath: "/w/g.ts", type: "move", patch: "" },
        ],
      },
      [",/w/a.ts,", "/w/b.ts,/w/c.ts,renamed", ",d.ts,new", ",/w/e.ts,deleted", "/w/f.ts,/w/g.ts,renamed"],
    ],
  ];
  for (const [where, metadata, expected] of places)
    it(`finds its changes in ${where}`, () => assert.deepEqual(names(metadata), expected));

  it("finds the changes of each edit of several", () => {
    const results = [
      { diff: `--- /w/a.ts\n+++ /w/a.ts\n${patch}` },
      { filediff: { file: "/w/a.ts", patch }, diff: "--- x\n+++ x\n" },
      { diagnostics: {} },
      "nonsense",
    ];
    assert.deepEqual(names({ results }), [",/w/a.ts,", ",/w/a.ts,"]);
  });

  it("shows what it has written into a new file as the lines of that file", () => {
    const write = (input: Json, metadata: object) =>
      callPatches({ ...completed({ input, metadata }), tool: "write" });
    const input = { filePath: "/w/a.ts", content: "one\n\ntwo\n" };
    assert.deepEqual(write(input, { exists: false }), [
      {
        file: "/w/a.ts",
        from: undefined,
        change: "new",
        lines: ["one", "", "two"].map((text) => ({ kind: "added", text })),
      },
    ]);
    // What stood there before is not known: not every line is new.
    for (const metadata of [{ exists: true }, {}]) assert.deepEqual(write(input, metadata), []);
    for (const other of ["text", {}, { filePath: "/w/a.ts", content: 3 }, { content: "one" }])
      assert.deepEqual(write(other, { exists: false }), []);
    assert.deepEqual(callPatches(completed({ input, metadata: { exists: false } })), []);
  });

  it("has no changes where the metadata says something else", () => {
    for (const metadata of [
      {},
      { diff: 3 },
      { diff: "" },
      { files: [{ filePath: "a" }] },
      { files: "all" },
      { filediff: [] },
    ])
      assert.deepEqual(callPatches(completed({ metadata })), []);
  });
});
