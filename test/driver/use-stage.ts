import assert from "node:assert/strict";
import { takeFailurePictures } from "./failure-pictures.ts";
import { Stage } from "./stage.ts";

/** A stage for a group of tests: ends after them, and is in the pictures of those that fail. */
export function useStage(): Stage {
  const vsix = process.env.VSIX_PATH ?? "";
  const stage = new Stage(vsix);
  before(() => assert.ok(vsix, "VSIX_PATH names the packaged extension"));
  after(() => stage.end());
  takeFailurePictures(() => stage.workbench?.browser);
  return stage;
}
