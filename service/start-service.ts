import type { AddressInfo } from "node:net";
import { buildApp } from "./app.ts";
import { LiveHub } from "./live/hub.ts";
import type { LogOptions } from "./logging.ts";
import { findPageDir, readVersion } from "./package-files.ts";
import { Shares } from "./shares/shares.ts";
import { LowdbStore } from "./store/lowdb/lowdb-store.ts";
import type { ShareStore } from "./store/store.ts";

export interface StartOptions {
  readonly dataDir: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** What links begin with; default: where the service listens. */
  readonly publicUrl?: string | undefined;
  /** Folder of the built page; default: that of this package. */
  readonly pageDir?: string;
  /** Default: no log. */
  readonly logger?: LogOptions;
  /** Default: the embedded store in `dataDir`. */
  readonly store?: ShareStore;
}

export interface RunningService {
  /** Where it listens: `http://<host>:<port>`. */
  readonly url: string;
  /** Stops within a few seconds; viewers are told to come back. */
  close(): Promise<void>;
}

/** How often expired shares are deleted, ms. */
const SWEEP_INTERVAL_MS = 60_000;
/** How long requests get to end when the service stops, ms. */
const DRAIN_MS = 2_500;

/**
 * Opens the store and listens.
 * @throws FolderInUseError when another service runs on the same data folder
 * @throws StoreUnavailableError
 */
export async function startService(options: StartOptions): Promise<RunningService> {
  const { dataDir, host = "127.0.0.1", port = 0, pageDir = findPageDir(), logger = false } = options;
  const now = Date.now;
  const store = options.store ?? (await LowdbStore.open({ dataDir }));
  const hub = new LiveHub({ now, readSince: (shareId, revision) => store.readSince(shareId, revision) });
  const shares = new Shares({ store, watcher: hub, now });
  let url = "";
  const app = await buildApp({
    shares,
    hub,
    pageDir,
    publicUrl: () => options.publicUrl ?? url,
    version: readVersion(),
    checkStore: () => store.check(),
    log: logger,
  });
  const sweep = () => shares.sweep().catch((err: unknown) => app.log.error({ err }, "sweeping failed"));
  const sweeping = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  const close = async () => {
    clearInterval(sweeping);
    const draining = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
    await app.close().finally(() => clearTimeout(draining));
    await store.close();
  };
  try {
    await app.listen({ host, port });
  } catch (error) {
    await close();
    throw error;
  }
  url = originOf(app.server.address() as AddressInfo);
  void sweep();
  return { url, close };
}

function originOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
