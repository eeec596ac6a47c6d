import { testAgentInEditor } from "./driver/agent-in-editor.ts";

// One release for each way of storing that VS Code watches in its own manner: a tree of files, and a database.
for (const version of ["1.1.65", "1.18.33"])
  testAgentInEditor(version, ["edit", "fail", "todo", "delegate", "long", "big"]);
