import type { ServiceClient, ShareCredentials } from "../../../client/service-client.ts";
import { ServiceError } from "../../../client/service-error.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import { type ErrorCode, isOver } from "../../../protocol/errors.ts";
import { formatShareLink, type ShareLocation } from "../../../protocol/links.ts";
import type { SeenInfo as ShareInfo } from "../../../protocol/seen.ts";

/** What the service says of a share, or why it says nothing. */
export type ShareFact =
  | { readonly kind: "known"; readonly info: ShareInfo }
  /** Asking again later may help. */
  | { readonly kind: "unreachable"; readonly error: unknown }
  /** It is no longer at the service: expired, unshared elsewhere, or lost. */
  | { readonly kind: "ended"; readonly code: ErrorCode; readonly message: string }
  /** This machine has lost the owner secret: the link works, and cannot be changed from here. */
  | { readonly kind: "secretLost" };

export interface ShareFactsDeps {
  readonly credentialsOf: (share: ShareLocation) => Promise<ShareCredentials | undefined>;
  readonly clientOf: (serviceUrl: string) => Pick<ServiceClient, "info">;
  readonly onDidChange: () => void;
}

/** How many requests run at once. */
const MOST_REQUESTS = 4;

/** Asks the services about shares, and remembers the last answers. */
export class ShareFacts {
  readonly #deps: ShareFactsDeps;
  /** By link. */
  readonly #facts = new Map<string, ShareFact>();
  /** The links of those that nothing is there for to change them with. */
  #secretless: ReadonlySet<string> = new Set();
  #asking: AbortController | undefined;

  constructor(deps: ShareFactsDeps) {
    this.#deps = deps;
  }

  /** Undefined while nobody has answered yet. */
  get(share: ShareLocation): ShareFact | undefined {
    const link = formatShareLink(share);
    return this.#facts.get(link) ?? (this.#secretless.has(link) ? { kind: "secretLost" } : undefined);
  }

  /** Finds out which of these cannot be changed from here; no service is asked for that. */
  async lookForSecrets(records: readonly LocalShare[]): Promise<void> {
    const found = await Promise.all(records.map((record) => this.#deps.credentialsOf(record)));
    this.#secretless = new Set(records.filter((_, n) => !found[n]).map(formatShareLink));
    this.#deps.onDidChange();
  }

  /** Asks about all of these again; a round that is still on ends. Resolves when each has been heard of. */
  async load(records: readonly LocalShare[]): Promise<void> {
    this.cancel();
    const asking = new AbortController();
    this.#asking = asking;
    this.#forgetOthers(records);
    const rest = [...records];
    const failed = new Map<string, ShareFact>();
    const work = async () => {
      for (let record = rest.shift(); record && !asking.signal.aborted; record = rest.shift()) {
        const fact = failed.get(record.serviceUrl) ?? (await this.#ask(record, asking.signal));
        if (asking.signal.aborted) return;
        // One wait for a service that does not answer is enough.
        if (fact.kind === "unreachable") failed.set(record.serviceUrl, fact);
        this.#facts.set(formatShareLink(record), fact);
        this.#deps.onDidChange();
      }
    };
    await Promise.all(Array.from({ length: MOST_REQUESTS }, work));
  }

  /** Ends a round that is still on. */
  cancel(): void {
    this.#asking?.abort();
  }

  async #ask(record: LocalShare, signal: AbortSignal): Promise<ShareFact> {
    const credentials = await this.#deps.credentialsOf(record);
    if (!credentials) return { kind: "secretLost" };
    try {
      const info = await this.#deps.clientOf(record.serviceUrl).info(credentials, signal);
      return { kind: "known", info };
    } catch (error) {
      const code = error instanceof ServiceError ? error.code : undefined;
      if (code === "unauthorized" && credentials.secret === undefined) return { kind: "secretLost" };
      return isOver(code)
        ? { kind: "ended", code, message: messageOf(error) }
        : { kind: "unreachable", error };
    }
  }

  #forgetOthers(records: readonly LocalShare[]): void {
    const kept = new Set(records.map(formatShareLink));
    for (const link of this.#facts.keys()) if (!kept.has(link)) this.#facts.delete(link);
  }
}
