import type { Disposable } from "../../../../primitives/disposable.ts";
import { reportOnce } from "../../report-once.ts";
import type { Report } from "../../session-source.ts";
import { type ServerFinder, serverAt } from "./known-server.ts";

export interface NamedServerDeps {
  /** The address as somebody wrote it; "" when nobody did. */
  readonly url: () => string;
  readonly onDidChange: (listener: () => void) => Disposable;
  readonly env: NodeJS.ProcessEnv;
  /** Hears, once, that an address is not used. */
  readonly report: Report;
}

/** The server that the setting names. */
export function namedServer({ url, onDidChange, env, report }: NamedServerDeps): ServerFinder {
  const reportProblem = reportOnce(report);
  return { find, watch: onDidChange };

  async function find() {
    const server = serverAt(url(), env);
    if (!server && url() !== "")
      reportProblem(
        "opencode.sharing.serverUrl is not used: it is not an address like http://127.0.0.1:4096.",
      );
    return server ? [server] : [];
  }
}
