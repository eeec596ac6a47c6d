import type { Disposable } from "../../../../primitives/disposable.ts";

/** An opencode server of this machine. */
export interface KnownServer {
  /** Canonical, like `http://127.0.0.1:4096`. */
  readonly origin: string;
  /** Where it may send its events, the first that does is taken. */
  readonly paths: readonly string[];
  readonly login?: { readonly user: string; readonly password: string };
}

/** Tells which servers are known. */
export interface ServerFinder {
  find(): Promise<readonly KnownServer[]>;
  /** Calls back when others may be known now. */
  watch(onDidChange: () => void): Disposable;
}

/** `/event` knows one folder only. 2.x has neither of the first two. */
const EVENT_PATHS = ["/global/event", "/event", "/api/event"];

/** The user that opencode's servers expect unless told otherwise. */
export const STANDARD_USER = "opencode";

/** opencode's server at an address that somebody names; undefined unless it is one of this machine. */
export function serverAt(
  url: string,
  { OPENCODE_SERVER_USERNAME: user, OPENCODE_SERVER_PASSWORD: password }: NodeJS.ProcessEnv,
): KnownServer | undefined {
  const origin = loopbackOrigin(url);
  if (origin === undefined) return undefined;
  const login = password ? { login: { user: user || STANDARD_USER, password } } : {};
  return { origin, paths: EVENT_PATHS, ...login };
}

/** The origin that a URL names; undefined when it is not plain HTTP to this very machine, or says more than where. */
export function loopbackOrigin(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "http:" || !LOOPBACK.test(parsed.hostname)) return undefined;
  return parsed.href === `${parsed.origin}/` ? parsed.origin : undefined;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Several finders as one. The first that names an address says how to talk to it. */
export function combineFinders(finders: readonly ServerFinder[]): ServerFinder {
  return { find, watch };

  async function find(): Promise<readonly KnownServer[]> {
    const found = (await Promise.all(finders.map((finder) => finder.find()))).flat();
    return found.filter(({ origin }, at) => found.findIndex((server) => server.origin === origin) === at);
  }

  function watch(onDidChange: () => void): Disposable {
    const watchers = finders.map((finder) => finder.watch(onDidChange));
    return { dispose: () => watchers.forEach((watcher) => void watcher.dispose()) };
  }
}
