/** What the workbench logs to its console about itself, which is nothing of the tests. */
const CHATTER =
  /^\[(?:AgentHost|AgentHostChannel|ChatModelSelection|AccountPolicyGate|lifecycle|Service Worker|reconnection-grace-time)|^(?:Resolv(?:ing|ed) connection token|Creating a socket|Updating additional builtin|Ignoring|Started|Completed) /;
/** Where the workbench's own script is: an error from there is its own. */
const WORKBENCH_SCRIPT = /static\/out\/vs\/code\/browser\/workbench\/workbench\.js:/;

/** True for console output that tests did not write. */
export function isWorkbenchNoise(type: string, text: string): boolean {
  if (type === "trace" || type === "debug") return true;
  return CHATTER.test(text) || (type === "error" && WORKBENCH_SCRIPT.test(text));
}
