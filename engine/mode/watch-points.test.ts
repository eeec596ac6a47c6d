import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { watchPoint } from "./watch-points.ts";

describe("where to watch for files of a folder", () => {
  let base: string;
  beforeEach(async () => {
    base = await realpath(await mkdtemp(path.join(tmpdir(), "watch-points-")));
  });
  afterEach(() => rm(base, { recursive: true, maxRetries: 10 }));

  it("is the folder, and while it is missing the nearest one on the way to it", async () => {
    const folder = path.join(base, "config", "opencode");
    const names = ["opencode.json"];
    assert.deepEqual(await watchPoint(folder, names), { folder: base, names: ["config"] });
    await mkdir(path.join(base, "config"));
    assert.deepEqual(await watchPoint(folder, names), {
      folder: path.join(base, "config"),
      names: ["opencode"],
    });
    await mkdir(folder);
    assert.deepEqual(await watchPoint(folder, names), { folder, names });
  });
});
