import assert from "node:assert/strict";
import { StatusLine } from "./status-line.ts";

describe("the line that says how far something is", () => {
  it("is written over in a terminal, once for each text, and is gone when something else is written", () => {
    let written = "";
    const line = new StatusLine({
      isTerminal: true,
      write: (text) => {
        written += text;
      },
    });
    for (const text of ["one", "one", "two"]) line.show(text);
    line.clear();
    line.clear();
    assert.equal(written, "\r\u001b[Kone\r\u001b[Ktwo\r\u001b[K");
  });

  it("is a line every ten seconds where it goes into a file", () => {
    let at = 0;
    const written: string[] = [];
    const line = new StatusLine({ isTerminal: false, now: () => at, write: (text) => written.push(text) });
    for (; at <= 21_000; at += 1_000) line.show(`${at}`);
    line.clear();
    assert.deepEqual(written, ["10000\n", "20000\n"]);
  });
});
