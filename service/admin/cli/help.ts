import { commands } from "./commands.ts";

const PROGRAM = "opencode-share-admin";

/** What can be done, or with the first words of commands, how these are written. */
export function helpFor(words: readonly string[]): string {
  const asked = Object.entries(commands).filter(([name]) => name.startsWith(words.join(" ")));
  const shown = asked.length > 0 ? asked : Object.entries(commands);
  return `Manages the shares, users and tokens of a service, whether or not it runs.

${shown.map(([, { usage, summary }]) => `  ${PROGRAM} ${usage}\n      ${summary}`).join("\n")}

  --json            the answer as JSON
  --data-dir PATH   the service's data folder; otherwise SHARE_DATA_DIR, otherwise ./.data
  --help            this, or how one command is written

From a clone, \`npm run admin -- …\` is the same. SHARE_POLICY_FILE names the policy by which purge goes while no service
runs. Exit codes: 0 done, 1 refused or something is damaged, 2 not written like this.`;
}
