import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import { OPENCODE } from "../sources/opencode/session/agent-id.ts";
import type { Agent } from "./agent.ts";

export const opencode: Agent = {
  id: OPENCODE,
  name: "opencode",
  open: ({ storagePath, env, watchFiles, report }) =>
    openOpencodeSource(findStorage({ storagePath, env }), { watchFiles, onSkip: report }),
};
