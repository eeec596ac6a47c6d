import { testAgentInEditor } from "./driver/agent-in-editor.ts";

// A short session of the last 1.x release; `npm run test:clients` has longer ones of more releases.
testAgentInEditor("1.18.33", ["edit", "delegate"]);
