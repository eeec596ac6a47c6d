import assert from "node:assert/strict";
import { type ChromiumSearch, findChromium } from "./chromium.ts";

const search = (there: readonly string[], fields: Partial<ChromiumSearch> = {}): ChromiumSearch => ({
  env: {},
  platform: "linux",
  exists: (path) => there.includes(path),
  ...fields,
});

describe("a Chromium", () => {
  it("is the one that CHROMIUM_PATH names, before any other", () => {
    const there = ["/opt/chromium", "/usr/bin/chromium"];
    assert.equal(findChromium(search(there, { env: { CHROMIUM_PATH: "/opt/chromium" } })), "/opt/chromium");
  });

  it("named wrongly is an error that says so", () =>
    assert.throws(
      () => findChromium(search(["/usr/bin/chromium"], { env: { CHROMIUM_PATH: "/opt/none" } })),
      /\/opt\/none/,
    ));

  it("is the system's Chrome where there is no Chromium", () =>
    assert.equal(findChromium(search(["/usr/bin/google-chrome"])), "/usr/bin/google-chrome"));

  it("is looked for in every folder of programs on Windows", () => {
    const path = "C:/Programs (x86)/Microsoft/Edge/Application/msedge.exe";
    const env = { ProgramFiles: "C:/Programs", "ProgramFiles(x86)": "C:/Programs (x86)" };
    const exists = (candidate: string) => candidate.replaceAll("\\", "/") === path;
    assert.equal(findChromium({ env, platform: "win32", exists })?.replaceAll("\\", "/"), path);
  });

  it("is not found where the system has none", () => assert.equal(findChromium(search([])), undefined));
});
