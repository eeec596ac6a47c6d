import * as vscode from "vscode";

/** A command line whose program is opencode, with or without its folder, variables before it, and its ending on Windows. */
const RUNS_OPENCODE =
  /^\s*(?:[A-Za-z_]\w*=\S*\s+)*(?:"[^"]*[\\/])?(?:\S*[\\/])?opencode(?:\.exe|\.cmd)?"?(?=\s|$)/;

/** Whether a command line starts opencode. */
export const runsOpencode = (commandLine: string): boolean => RUNS_OPENCODE.test(commandLine);

/** Tells menus whether a terminal of this window runs opencode: there its sessions can be shared. */
export function opencodeTerminals(): vscode.Disposable {
  const running = new Set<vscode.Terminal>();
  const tell = () => {
    const terminals = vscode.window.terminals;
    const has = terminals.some((terminal) => running.has(terminal) || /\bopencode\b/i.test(terminal.name));
    void vscode.commands.executeCommand("setContext", "opencode.hasTerminal", has);
  };
  tell();
  return vscode.Disposable.from(
    vscode.window.onDidOpenTerminal(tell),
    vscode.window.onDidChangeActiveTerminal(tell),
    vscode.window.onDidCloseTerminal((terminal) => {
      running.delete(terminal);
      tell();
    }),
    vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
      if (runsOpencode(execution.commandLine.value)) running.add(terminal);
      tell();
    }),
    vscode.window.onDidEndTerminalShellExecution(({ terminal }) => {
      running.delete(terminal);
      tell();
    }),
  );
}
