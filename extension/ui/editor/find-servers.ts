import * as vscode from "vscode";
import {
  combineFinders,
  type ServerFinder,
  serverAt,
} from "../../../engine/sources/opencode/server/known-server.ts";
import { namedServer } from "../../../engine/sources/opencode/server/named-server.ts";
import { ServiceFile } from "../../../engine/sources/opencode/server/service-file.ts";
import type { Report } from "../../../engine/sources/session-source.ts";
import type { Settings } from "./settings.ts";
import { lookWhileWatcherBegins, watchWithVscode } from "./watch-files.ts";

/** The opencode servers that this window knows: 2.x's own service, the setting's, and those in opencode's terminals. */
export function findServers(settings: Settings, report: Report): ServerFinder {
  return combineFinders([
    lookingAgain(new ServiceFile({ env: process.env, watchFiles: watchWithVscode, report })),
    namedServer({
      url: () => settings.serverUrl(),
      onDidChange: (listener) =>
        vscode.workspace.onDidChangeConfiguration((event) => {
          if (event.affectsConfiguration("opencode.sharing.serverUrl")) listener();
        }),
      env: process.env,
      report,
    }),
    serversInTerminals(),
  ]);
}

/** Looks again until the watcher has surely begun. */
function lookingAgain(finder: ServerFinder): ServerFinder {
  return {
    find: () => finder.find(),
    watch(onDidChange) {
      return vscode.Disposable.from(finder.watch(onDidChange), lookWhileWatcherBegins(onDidChange));
    },
  };
}

/** opencode's own VS Code extension starts the agent in a terminal of this name, and tells it its port. */
const TERMINAL = "opencode";
const PORT = "_EXTENSION_OPENCODE_PORT";

function serversInTerminals(): ServerFinder {
  return {
    find: async () => vscode.window.terminals.map(portOf).flatMap(serverOnPort),
    watch: (onDidChange) =>
      vscode.Disposable.from(
        vscode.window.onDidOpenTerminal(onDidChange),
        vscode.window.onDidCloseTerminal(onDidChange),
      ),
  };
}

function portOf({ name, creationOptions }: vscode.Terminal): string | undefined {
  const env = "env" in creationOptions ? creationOptions.env : undefined;
  return name === TERMINAL ? (env?.[PORT] ?? undefined) : undefined;
}

function serverOnPort(port: string | undefined) {
  const server = /^\d{1,5}$/.test(port ?? "") ? serverAt(`http://127.0.0.1:${port}`, process.env) : undefined;
  return server ? [server] : [];
}
