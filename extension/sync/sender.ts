import type { OwnedShare, ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import type { Entry } from "../../protocol/entries.ts";
import type { Acknowledged, Sending } from "./acknowledged.ts";
import { inBatches } from "./batches.ts";
import type { SyncLog, SyncProgress } from "./sync-status.ts";

/** Sends entries batch by batch, and finds out which one a refused batch was refused for. */
export class Sender {
  readonly #client: ServiceClient;
  readonly #share: OwnedShare;
  readonly #log: SyncLog;
  /** Hashes of contents that the service refused, by key: not tried again until they change. */
  readonly #refused = new Map<string, string>();
  /** Where the service is, and the furthest it has ever been. */
  #revision = 0;
  #furthest = 0;

  constructor(client: ServiceClient, share: OwnedShare, log: SyncLog) {
    this.#client = client;
    this.#share = share;
    this.#log = log;
  }

  /** What is sent from now on continues this revision. */
  continueFrom(revision: number): void {
    this.#revision = revision;
    this.#furthest = Math.max(this.#furthest, revision);
  }

  /**
   * Sends everything, noting each acknowledged entry at once; what was sent before a failure stays noted.
   * Answers whether each batch continued the one before: if not, the service has lost revisions or got some from elsewhere.
   * @throws ServiceError and ServiceUnreachableError, except for single entries that are too large or malformed
   */
  async send(
    sendings: readonly Sending[],
    acknowledged: Acknowledged,
    signal: AbortSignal,
    onProgress?: (progress: SyncProgress) => void,
  ): Promise<boolean> {
    const wanted = sendings.filter(
      ({ entry, hash }) => hash === undefined || this.#refused.get(entry.key) !== hash,
    );
    const byKey = new Map(wanted.map((sending) => [sending.entry.key, sending]));
    const total = wanted.length;
    let done = 0;
    let isContinuous = true;
    onProgress?.({ done, total });
    for (const batch of inBatches(wanted.map(({ entry }) => entry))) {
      isContinuous = (await this.#sendBatch(batch, byKey, acknowledged, signal)) && isContinuous;
      done += batch.length;
      onProgress?.({ done, total });
    }
    return isContinuous;
  }

  async #sendBatch(
    batch: readonly Entry[],
    byKey: ReadonlyMap<string, Sending>,
    acknowledged: Acknowledged,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      const request = { entries: [...batch], known: this.#furthest };
      const { revision } = await this.#client.sync(this.#share, request, signal);
      for (const entry of batch) {
        const sending = byKey.get(entry.key);
        if (sending) acknowledged.confirm(sending);
        this.#log.sent(entry.key, kindOf(entry), revision);
      }
      const isContinuous = revision === this.#revision + 1;
      this.continueFrom(revision);
      return isContinuous;
    } catch (error) {
      if (!(error instanceof ServiceError) || !isAboutEntries(error)) throw error;
      if (batch.length === 1) {
        this.#refuse(batch, byKey, error);
        return true;
      }
      const middle = Math.ceil(batch.length / 2);
      const first = await this.#sendBatch(batch.slice(0, middle), byKey, acknowledged, signal);
      return (await this.#sendBatch(batch.slice(middle), byKey, acknowledged, signal)) && first;
    }
  }

  #refuse([entry]: readonly Entry[], byKey: ReadonlyMap<string, Sending>, error: ServiceError): void {
    if (!entry) return;
    const hash = byKey.get(entry.key)?.hash;
    if (hash !== undefined) this.#refused.set(entry.key, hash);
    this.#log.refused(entry.key, error.message);
  }
}

/** Too large or malformed: another batch may still pass. */
function isAboutEntries({ status, code }: ServiceError): boolean {
  return status === 413 || code === "invalid_request";
}

function kindOf(entry: Entry): "put" | "append" | "delete" {
  if ("content" in entry) return "put";
  return "append" in entry ? "append" : "delete";
}
