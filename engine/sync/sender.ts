import type { OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import type { Entry } from "../../protocol/entries.ts";
import { parseKey } from "../../protocol/keys.ts";
import { MAX_SYNC_BODY_BYTES, PIECE_BYTES, SMALLEST_PIECE_BYTES } from "../../protocol/limits.ts";
import { missingContents } from "../../protocol/missing-contents.ts";
import type { Acknowledged, Sending } from "./acknowledged.ts";
import { inBatches } from "./batches.ts";
import { splitEntry } from "./split-entry.ts";
import type { SyncLog, SyncProgress } from "./sync-status.ts";

/** Sends entries batch by batch, and finds out which one a refused batch was refused for. */
export class Sender {
  readonly #client: ServiceClient;
  readonly #share: OwnerCredentials;
  readonly #log: SyncLog;
  /** Hashes of contents that the service refused, by key: not tried again until they change. */
  readonly #refused = new Map<string, string>();
  /** Hashes of what says in their place that they are missing, by key. */
  readonly #missing = new Map<string, string>();
  /** Where the service is, and the furthest it has ever been. */
  #revision = 0;
  #furthest = 0;
  #pieceBytes = PIECE_BYTES;

  constructor(client: ServiceClient, share: OwnerCredentials, log: SyncLog) {
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
    const total = wanted.length;
    let done = 0;
    let isContinuous = true;
    onProgress?.({ done, total });
    for (const batch of inBatches(wanted)) {
      const isSent = isLarge(batch, this.#pieceBytes)
        ? await this.#sendInPieces(batch[0], this.#pieceBytes, acknowledged, signal)
        : await this.#sendBatch(batch, acknowledged, signal);
      isContinuous = isSent && isContinuous;
      done += batch.length;
      onProgress?.({ done, total });
    }
    return isContinuous;
  }

  async #sendBatch(
    batch: readonly Sending[],
    acknowledged: Acknowledged,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      const isContinuous = await this.#post(batch, signal);
      for (const sending of batch) acknowledged.confirm(sending);
      return isContinuous;
    } catch (error) {
      if (!(error instanceof ServiceError) || !isAboutEntries(error)) throw error;
      const [only, ...others] = batch;
      if (only && others.length === 0)
        return isOfProxy(error)
          ? this.#sendInPieces(only, this.#smaller(sizeOf(only)), acknowledged, signal)
          : this.#refuse(only, error, acknowledged, signal);
      const middle = Math.ceil(batch.length / 2);
      const first = await this.#sendBatch(batch.slice(0, middle), acknowledged, signal);
      return (await this.#sendBatch(batch.slice(middle), acknowledged, signal)) && first;
    }
  }

  /** Answers whether this continues what was sent before. */
  async #post(batch: readonly Pick<Sending, "entry" | "parts">[], signal: AbortSignal): Promise<boolean> {
    const { revision } = await this.#client.sync(this.#share, this.#bodyOf(batch), signal);
    for (const { entry } of batch) this.#log.sent(entry.key, kindOf(entry), revision);
    const isContinuous = revision === this.#revision + 1;
    this.continueFrom(revision);
    return isContinuous;
  }

  /**
   * Sends one entry as several, each in a request of its own: proxies limit how large one may be. Where one is refused
   * all the same, all is sent again in smaller ones. What the service has after that counts when the last has come.
   */
  async #sendInPieces(
    sending: Sending,
    maxBytes: number,
    acknowledged: Acknowledged,
    signal: AbortSignal,
  ): Promise<boolean> {
    let isContinuous = true;
    try {
      for (const entry of splitEntry(sending.entry, maxBytes)) {
        const parts = entry === sending.entry ? sending.parts : [JSON.stringify(entry)];
        isContinuous = (await this.#post([{ entry, parts }], signal)) && isContinuous;
      }
    } catch (error) {
      if (!(error instanceof ServiceError) || !isAboutEntries(error)) throw error;
      if (!isOfProxy(error) || maxBytes <= SMALLEST_PIECE_BYTES)
        return this.#refuse(sending, error, acknowledged, signal);
      return this.#sendInPieces(sending, this.#smaller(maxBytes), acknowledged, signal);
    }
    acknowledged.confirm(sending);
    return isContinuous;
  }

  /** What is tried next where a proxy refuses a request, and from then on. */
  #smaller(bytes: number): number {
    this.#pieceBytes = Math.max(SMALLEST_PIECE_BYTES, Math.floor(Math.min(bytes, this.#pieceBytes) / 2));
    return this.#pieceBytes;
  }

  /** As JSON that is written already: what is large was, elsewhere. */
  #bodyOf(batch: readonly Pick<Sending, "parts">[]): string | Uint8Array<ArrayBuffer> {
    const entries = batch.flatMap(({ parts }, index) => (index === 0 ? parts : [",", ...parts]));
    const all = ['{"entries":[', ...entries, `],"known":${this.#furthest}}`];
    if (all.every((part) => typeof part === "string")) return all.join("");
    return Buffer.concat(all.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  }

  /** Leaves out what the service does not take, and says so in its place. */
  async #refuse(
    { entry: { key }, hash }: Sending,
    error: ServiceError,
    acknowledged: Acknowledged,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (hash === undefined || this.#missing.get(key) === hash) return true;
    this.#log.refused(key, error.message);
    this.#refused.set(key, hash);
    const why = isOfProxy(error)
      ? "is more than a proxy before the service lets through"
      : "is more than the service takes";
    return this.sendMissing(key, why, acknowledged, signal);
  }

  /**
   * Has a part that cannot be shared say so in its place. Answers and throws like `send`.
   * @param why the rest of a sentence about it
   */
  async sendMissing(
    key: string,
    why: string,
    acknowledged: Acknowledged,
    signal: AbortSignal,
  ): Promise<boolean> {
    const path = parseKey(key);
    const content = path?.kind === "part" ? missingContents(path, why).get(key) : undefined;
    const sending = content && (await acknowledged.sendingOf(key, content));
    if (!sending || "why" in sending) return true;
    if (sending.hash !== undefined) this.#missing.set(key, sending.hash);
    return this.#sendBatch([sending], acknowledged, signal);
  }
}

/** Too large or malformed: another batch may still pass. */
function isAboutEntries({ status, code }: ServiceError): boolean {
  return status === 413 || code === "invalid_request";
}

/** Something before the service refuses what is so large. */
const isOfProxy = ({ status, isOfService }: ServiceError): boolean => status === 413 && !isOfService;

/** Of a sending, characters of JSON. */
const sizeOf = ({ parts }: Sending): number => parts.reduce((sum, part) => sum + part.length, 0);

/** One entry that is better sent in pieces. What no reader could take at once is sent whole, and refused. */
function isLarge(batch: readonly Sending[], pieceBytes: number): batch is readonly [Sending] {
  const [only, ...others] = batch;
  if (!only || others.length > 0) return false;
  const size = sizeOf(only);
  return size > pieceBytes && size <= MAX_SYNC_BODY_BYTES;
}

function kindOf(entry: Entry): "put" | "append" | "delete" {
  if ("content" in entry) return "put";
  return "append" in entry ? "append" : "delete";
}
