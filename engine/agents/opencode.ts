import { opencodeImport } from "../import/opencode-import.ts";
import { opencodeConfig } from "../mode/opencode-config.ts";
import { openStoragePlaces } from "../sources/opencode/open-storage-places.ts";
import { OPENCODE } from "../sources/opencode/session/agent-id.ts";
import { storagePlaces } from "../sources/opencode/storage-places.ts";
import type { Agent } from "./agent.ts";

export const opencode = {
  id: OPENCODE,
  name: "opencode",
  open: ({ storagePath, env, watchFiles, report }) =>
    openStoragePlaces(storagePlaces({ storagePath, env }), { watchFiles, onSkip: report }),
  config: opencodeConfig,
  import: opencodeImport,
} satisfies Agent;
