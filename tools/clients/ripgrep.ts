import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where VS Code's server keeps its search program. */
const BUNDLED = "node_modules/code-server/lib/vscode/node_modules/@vscode/ripgrep-universal/bin";

/** The folder of ripgrep in the installed VS Code, which opencode up to 1.0 would otherwise download; undefined when it is not there. */
export function bundledRipgrep(root: string): string | undefined {
  const folder = join(root, ".vscode-test/code-server", BUNDLED, `${process.platform}-${process.arch}`);
  return existsSync(folder) ? folder : undefined;
}
