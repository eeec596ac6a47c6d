// Loaded by Node before a script (`--import`): the script then ends when its parent does.
import { isMainThread } from "node:worker_threads";
import { endWithParent } from "./end-with-parent.mjs";

if (isMainThread) endWithParent();
