import { ServiceClient } from "../client/service-client.ts";
import type { Leases } from "../engine/leases/leases.ts";
import { MemoryRecords } from "../engine/registry/memory-records.ts";
import { MemorySecrets } from "../engine/registry/memory-secrets.ts";
import type { RecordStore } from "../engine/registry/record-store.ts";
import type { Secrets } from "../engine/registry/secrets.ts";
import { ShareRegistry } from "../engine/registry/share-registry.ts";
import { Sharing } from "../engine/sharing/sharing.ts";
import { findStorage } from "../engine/sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../engine/sources/opencode/open-opencode-source.ts";
import type { SessionSource, WatchFiles } from "../engine/sources/session-source.ts";
import type { FlushTiming } from "../engine/sync/flush-loop.ts";
import type { SyncLog } from "../engine/sync/sync-status.ts";
import { watchFiles as watchWithNode } from "../engine/testing/watch-files.ts";

export interface EngineOptions {
  /** An opencode data folder, or a database file. */
  readonly storagePath: string;
  readonly log?: SyncLog;
  readonly watchFiles?: WatchFiles;
  readonly pace?: FlushTiming;
  /** Where shares and secrets are remembered; by default only for as long as the engine lives. */
  readonly records?: RecordStore;
  readonly secrets?: Secrets;
  /** Between this engine and others; by default there is no other. */
  readonly leases?: Leases;
}

/** The extension's own way from storage to service, without VS Code around it. */
export interface ShareEngine {
  readonly source: SessionSource;
  readonly registry: ShareRegistry;
  readonly sharing: Sharing;
  /** Stops watching and syncing; shares stay. */
  dispose(): Promise<void>;
}

/** Builds the sync engine over a storage in plain Node. */
export function createShareEngine(options: EngineOptions): ShareEngine {
  const { storagePath, log, watchFiles, pace, leases } = options;
  const location = findStorage({ storagePath, env: {} });
  const source = openOpencodeSource(location, { watchFiles: watchFiles ?? watchWithNode });
  const { records = new MemoryRecords(), secrets = new MemorySecrets() } = options;
  const registry = new ShareRegistry({ records, secrets });
  const sharing = new Sharing({
    source,
    registry,
    clientOf: (serviceUrl) => new ServiceClient(serviceUrl),
    logOf: () => log ?? SILENT,
    ...(pace ? { pace } : {}),
    ...(leases ? { leases } : {}),
  });
  return {
    source,
    registry,
    sharing,
    async dispose() {
      await sharing.dispose();
      registry.dispose();
      source.dispose();
    },
  };
}

const SILENT: SyncLog = { sent() {}, refused() {}, retrying() {} };
