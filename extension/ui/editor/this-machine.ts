import { homedir } from "node:os";
import type { Machine } from "../../../engine/mode/agent-config.ts";

/** The machine that the extension runs on, and the variables that it was started with. */
export const thisMachine = (): Machine => ({
  env: process.env,
  home: homedir(),
  platform: process.platform,
});
