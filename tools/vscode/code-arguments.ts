/** What we understand of VS Code's command line. */
export interface CodeArguments {
  readonly folder?: string;
  readonly extensionDevelopmentPaths: readonly string[];
  readonly extensionTestsPath?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
}

const NAMES: Readonly<Record<string, "extensionTestsPath" | "userDataDir" | "extensionsDir">> = {
  extensionTestsPath: "extensionTestsPath",
  "user-data-dir": "userDataDir",
  "extensions-dir": "extensionsDir",
};

/** Reads a VS Code command line: `--name=value` or `--name value`, and the folder bare; unknown flags are passed over. */
export function parseCodeArguments(args: readonly string[]): CodeArguments {
  const extensionDevelopmentPaths: string[] = [];
  let result: CodeArguments = { extensionDevelopmentPaths };
  for (let i = 0; i < args.length; i++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(args[i] ?? "");
    const [, flag = "", inline] = match ?? [];
    const name = NAMES[flag];
    if (!match) result = { ...result, folder: args[i] ?? "" };
    else if (flag === "extensionDevelopmentPath") extensionDevelopmentPaths.push(inline ?? args[++i] ?? "");
    else if (name) result = { ...result, [name]: inline ?? args[++i] ?? "" };
  }
  return result;
}
