import assert from "node:assert/strict";
import { readStartOptions, START_HELP } from "./start-options.ts";

describe("the options of npm start", () => {
  it("are none of them at first: VS Code and the page open, and what is there stays", () =>
    assert.deepEqual(readStartOptions([], {}), { help: false, fresh: false, open: true }));

  it("open nothing when that is asked for, either way", () => {
    assert.equal(readStartOptions(["--no-open"], {}).open, false);
    assert.equal(readStartOptions([], { OPENCODE_SHARE_NO_OPEN: "1" }).open, false);
  });

  it("are all named by the help", () => {
    for (const flag of ["--help", "-h"]) assert.equal(readStartOptions([flag], {}).help, true);
    for (const option of ["--help", "--fresh", "--no-open", "Ctrl-C"])
      assert.ok(START_HELP.includes(option), option);
  });

  it("are no others: one that is mistyped is named, with those that there are", () => {
    for (const typo of [["--frsh"], ["fresh"]])
      assert.throws(() => readStartOptions(typo, {}), { message: /fre?sh[\s\S]+npm start -- --fresh/ });
  });
});
