import { parseArgs } from "node:util";

/** What a person can ask of `npm start`. */
export interface StartOptions {
  readonly help: boolean;
  /** Begins with new sample data. */
  readonly fresh: boolean;
  /** Shows VS Code and the page. */
  readonly open: boolean;
}

/** @throws Error that says what can be asked, when something else is */
export function readStartOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { ...flag, short: "h" }, fresh: flag, "no-open": flag },
    });
    const open = !values["no-open"] && !env.OPENCODE_SHARE_NO_OPEN;
    return { help: values.help, fresh: values.fresh, open };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${START_HELP}`);
  }
}

export const START_HELP = `
npm start: the whole product on this machine, with a sample session that is shared and followed.

  npm start                 opens VS Code and the page, where there is a screen
  npm start -- --no-open    opens nothing and tells the addresses; OPENCODE_SHARE_NO_OPEN=1 does the same
  npm start -- --fresh      forgets what earlier starts left in .demo: sample data, shares, ports, the VS Code profile
  npm start -- --help       this text

Ctrl-C stops everything. The next start goes on with the same shares, addresses and VS Code profile. Your own VS Code, your
opencode and its sessions are not touched.

What is missing is fetched once and stays in this folder; sizes are those on disk, and on a slow line or machine each takes
minutes instead of seconds:
  the packages, about 410 MB
  Node 24, about 190 MB, where yours is older than 22.18
  VS Code, where there is a screen and no \`code\` on the PATH; without a screen, or where it cannot be downloaded, VS Code for
  the browser (code-server), 600 to 800 MB
`;
