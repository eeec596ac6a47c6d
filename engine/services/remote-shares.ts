import type { ServiceClient, ShareCredentials } from "../../client/service-client.ts";
import { formatShareLink, type ShareLocation } from "../../protocol/links.ts";
import type { SeenOwned } from "../../protocol/seen.ts";
import type { LocalShare } from "../registry/local-share.ts";
import type { Account } from "./accounts.ts";
import { deleteShare } from "./delete-share.ts";

export interface RemoteSharesDeps {
  readonly sessions: () => Promise<readonly Account[]>;
  readonly clientOf: (serviceUrl: string) => Pick<ServiceClient, "listShares" | "remove">;
  readonly onDidChange: () => void;
}

/** Everything that the person shares, from any machine, as far as the services that they are signed in at know it. */
export class RemoteShares {
  readonly #deps: RemoteSharesDeps;
  /** By service. */
  readonly #shares = new Map<string, readonly LocalShare[]>();
  #before = "[]";

  constructor(deps: RemoteSharesDeps) {
    this.#deps = deps;
  }

  /** As last heard. */
  list(): readonly LocalShare[] {
    return [...this.#shares.values()].flat();
  }

  at({ serviceUrl, shareId }: ShareLocation): LocalShare | undefined {
    return this.#shares.get(serviceUrl)?.find((record) => record.shareId === shareId);
  }

  /** Asks all services. One that does not answer is taken for what it said last. */
  async load(signal?: AbortSignal): Promise<void> {
    const sessions = await this.#deps.sessions();
    for (const serviceUrl of this.#shares.keys())
      if (!sessions.some((session) => session.serviceUrl === serviceUrl)) this.#shares.delete(serviceUrl);
    await Promise.all(sessions.map(({ serviceUrl }) => this.#ask(serviceUrl, signal)));
    this.#tell();
  }

  /** Takes in what a share has become. */
  put(record: LocalShare): void {
    const others = this.#shares.get(record.serviceUrl)?.filter(({ shareId }) => shareId !== record.shareId);
    this.#shares.set(record.serviceUrl, [record, ...(others ?? [])]);
    this.#tell();
  }

  /** Ends a share as who created it. @throws ServiceError, ServiceUnreachableError */
  async unshare({ shareId, serviceUrl }: LocalShare): Promise<void> {
    const share: ShareCredentials = { shareId };
    await deleteShare(this.#deps.clientOf(serviceUrl), share);
    const others = this.#shares.get(serviceUrl)?.filter((record) => record.shareId !== shareId);
    this.#shares.set(serviceUrl, others ?? []);
    this.#tell();
  }

  async #ask(serviceUrl: string, signal: AbortSignal | undefined): Promise<void> {
    const shares = await this.#deps
      .clientOf(serviceUrl)
      .listShares(signal)
      .catch(() => undefined);
    if (shares)
      this.#shares.set(
        serviceUrl,
        shares.map((share) => recordOf(share, serviceUrl)),
      );
  }

  #tell(): void {
    const now = JSON.stringify(this.list());
    if (now === this.#before) return;
    this.#before = now;
    this.#deps.onDidChange();
  }
}

/** A share, and whether this machine knows it only from its service. */
export interface KnownShare {
  readonly record: LocalShare;
  readonly isFromElsewhere: boolean;
}

/** All shares, once each, however often a service names one: what this machine remembers of it counts. */
export function mergeShares(
  local: readonly LocalShare[],
  remote: readonly LocalShare[],
): readonly KnownShare[] {
  const known = new Map<string, KnownShare>();
  for (const record of remote) known.set(formatShareLink(record), { record, isFromElsewhere: true });
  const others = local.map((record) => {
    known.delete(formatShareLink(record));
    return { record, isFromElsewhere: false };
  });
  return [...others, ...known.values()];
}

function recordOf(share: SeenOwned["shares"][number], serviceUrl: string): LocalShare {
  const { shareId, sessionId, shareUrl, title, audience, mode, createdAt, expiresAt } = share;
  return {
    ...{ shareId, sessionId, serviceUrl, shareUrl, title, audience, mode, createdAt, expiresAt },
    // The folder is on another machine, and its name never left it.
    directory: "",
    phase: "shared",
  };
}
