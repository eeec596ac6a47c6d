import type { OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { MAX_TITLE_LENGTH } from "../../protocol/limits.ts";
import { cutText } from "../../protocol/told-text.ts";
import { isLive, type LocalShare } from "../registry/local-share.ts";
import { credentialsOf } from "../services/credentials.ts";
import { deleteShare } from "../services/delete-share.ts";
import { failureOf } from "../sync/failures.ts";
import { ShareSync } from "../sync/share-sync.ts";
import type { SyncStatus } from "../sync/sync-status.ts";
import { startDeletion } from "./deletion.ts";
import type { ShareTask } from "./share-worker.ts";
import type { SharingDeps } from "./sharing-deps.ts";

/** Makes what a window does for a share. */
export class ShareTasks {
  readonly #deps: SharingDeps;
  readonly #onStatus: (shareId: string, status: SyncStatus) => void;

  constructor(deps: SharingDeps, onStatus: (shareId: string, status: SyncStatus) => void) {
    this.#deps = deps;
    this.#onStatus = onStatus;
  }

  /** A sync under way; undefined while the secret cannot be had. */
  async sync(record: LocalShare): Promise<ShareTask | undefined> {
    const secret = await this.#deps.registry.secret(record.shareId);
    if (secret === undefined) return undefined;
    const sync = this.newSync(record, secret);
    sync.markDirty();
    return sync;
  }

  /** A sync that has not begun. */
  newSync(record: LocalShare, secret: string): ShareSync {
    const { source, clientOf, logOf, pace, compareAfterMs } = this.#deps;
    const client = clientOf(record.serviceUrl);
    const share = { shareId: record.shareId, secret };
    return new ShareSync({
      source,
      stored: !isLive(record),
      sessionId: record.sessionId,
      ...{ client, share },
      log: logOf(record),
      onStatus: (status) => this.#onStatus(record.shareId, status),
      onTitle: (title, signal) => this.#retitle(client, share, title, signal),
      ...(pace ? { pace } : {}),
      ...(compareAfterMs === undefined ? {} : { compareAfterMs }),
    });
  }

  /** A session is renamed, or named by the model, after it was shared. @throws ServiceError, ServiceUnreachableError */
  async #retitle(
    client: ServiceClient,
    share: OwnerCredentials,
    title: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { registry } = this.#deps;
    const { shareId } = share;
    const cut = cutText(title, MAX_TITLE_LENGTH);
    if (registry.get(shareId)?.title === cut) return;
    await client.update(share, { title: cut }, signal);
    await registry.update(shareId, { title: cut });
  }

  /** Nothing tells that a snapshot has expired: once it should have, the service is asked. */
  async checkEnd(record: LocalShare): Promise<void> {
    const { shareId, serviceUrl, expiresAt } = record;
    const { clientOf, now = Date.now } = this.#deps;
    if (isLive(record) || expiresAt === null || expiresAt > now()) return;
    await clientOf(serviceUrl)
      .probe(shareId)
      .catch((error: unknown) => {
        const failure = failureOf(error);
        if (failure.kind !== "ended") return;
        this.#onStatus(shareId, { phase: "ended", code: failure.code, message: failure.message });
      });
  }

  /** A deletion under way; undefined while neither the secret can be had nor somebody is signed in. */
  async deletion(record: LocalShare): Promise<ShareTask | undefined> {
    const { registry, clientOf, logOf, pace } = this.#deps;
    const { shareId, serviceUrl } = record;
    const credentials = await credentialsOf(this.#deps, record);
    if (!credentials) return undefined;
    return startDeletion({
      remove: async (signal) => {
        await deleteShare(clientOf(serviceUrl), credentials, signal);
        await registry.remove(shareId);
      },
      onRetry: (message, afterMs) => logOf(record).retrying(message, afterMs),
      pace,
    });
  }
}
