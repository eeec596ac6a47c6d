import { mkdir } from "node:fs/promises";
import { type AddressInfo, isIP } from "node:net";
import { Sequencer } from "../primitives/sequencer.ts";
import { newAdminKey } from "./admin/admin-key.ts";
import { forgetService, tellService } from "./admin/running-service.ts";
import { buildApp } from "./app.ts";
import { composeService } from "./compose.ts";
import type { OidcConfig } from "./identity/oidc/oidc-config.ts";
import type { LogOptions } from "./logging.ts";
import { findPageDir, readVersion } from "./package-files.ts";
import { policyFileSchema, type ServicePolicy, servicePolicy } from "./policy/service-policy.ts";
import {
  type BusKind,
  closeStores,
  type Damage,
  openDatabaseStores,
  openStores,
  type Stores,
} from "./storage/stores.ts";

export interface StartOptions {
  readonly dataDir: string;
  /** A PostgreSQL database that keeps everything in place of the data folder. */
  readonly databaseUrl?: string | undefined;
  /** How the nodes of a database hear of each other; default: by notifications, and by looking. */
  readonly bus?: BusKind | undefined;
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
  /** Default: that of a service that knows nobody. */
  readonly policy?: ServicePolicy;
  /** The provider that knows people, where the policy says that they sign in there. */
  readonly oidc?: OidcConfig | undefined;
  /** Addresses and networks of the proxies whose `x-forwarded-for` counts; none unless given. */
  readonly trustProxy?: readonly string[];
  /** Told when somebody else has the data folder, or the database: the service stops by itself. */
  readonly onLost?: (error: Error) => void;
}

export interface RunningService {
  /** Where it listens: `http://<host>:<port>`. */
  readonly url: string;
  /** Stops within a few seconds; viewers are told to come back. */
  close(): Promise<void>;
}

/** What an operator does about damage. */
const DECIDE = "It is kept aside in the folder `damaged`; see `opencode-share-admin damage list`.";

/** What is found damaged, also before there is a log. */
class DamageFound {
  readonly #waiting: Damage[] = [];
  #listener: ((damage: Damage) => void) | undefined;

  tell(damage: Damage): void {
    if (this.#listener) this.#listener(damage);
    else this.#waiting.push(damage);
  }

  listen(listener: (damage: Damage) => void): void {
    this.#listener = listener;
    for (const damage of this.#waiting.splice(0)) listener(damage);
  }
}

/** How often it is looked for what is over: expired shares, and once a day what is too old. */
const SWEEP_INTERVAL_MS = 60_000;
/** What the log says of a record of what has happened, beside the record. */
const UNWRITTEN =
  "this record could not be written to the audit; that is tried until it is done or the service stops";
/** How long requests get to end when the service stops, ms. */
const DRAIN_MS = 2_500;

/**
 * Opens the store and listens.
 * @throws FolderInUseError when another service runs on the same data folder
 * @throws DatabaseUnusableError
 * @throws DatabaseInUseError while the database is copied
 * @throws StoreUnavailableError
 */
export async function startService(options: StartOptions): Promise<RunningService> {
  const { dataDir, databaseUrl } = options;
  const losing = new AbortController();
  const found = new DamageFound();
  const stores =
    databaseUrl === undefined
      ? await openStores(dataDir, {
          lock: { onLost: (error) => losing.abort(error) },
          onDamage: (name, what) => found.tell({ name, what }),
        })
      : await openDatabaseStores(databaseUrl, {
          isNode: true,
          bus: options.bus,
          onLost: (error) => losing.abort(error),
        });
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await forgetService(dataDir);
    return await serve({ ...options, found }, stores, await stores.key(), losing.signal);
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
}

/** Serves what the stores hold, until it is closed or the data folder is lost. It leaves the stores open when it cannot. */
async function serve(
  options: StartOptions & { readonly found: DamageFound },
  stores: Stores,
  key: Uint8Array,
  losing: AbortSignal,
): Promise<RunningService> {
  const { dataDir, host = "127.0.0.1", port = 0, pageDir = findPageDir(), logger = false } = options;
  const policy = options.policy ?? servicePolicy("none", policyFileSchema.parse({}));
  const adminKey = newAdminKey();
  const { oidc } = options;
  const parts = composeService({
    stores,
    policy,
    key,
    oidc,
    adminKey,
    hasProcess: true,
    now: Date.now,
    reportUnwritten: (record, err) => app.log.error({ err, record }, UNWRITTEN),
  });
  const { retention } = parts;
  let url = "";
  const app = await buildApp({
    ...parts,
    policy,
    trustProxy: options.trustProxy ?? [],
    pageDir,
    publicUrl: () => options.publicUrl ?? named(url, host),
    version: readVersion(),
    log: logger,
  });
  options.found.listen(({ name, what }) =>
    app.log.error({ damaged: name }, `A data file is damaged: ${what}. ${DECIDE}`),
  );
  const sweeps = new Sequencer();
  const sweep = () =>
    void sweeps.run(() => retention.run()).catch((err: unknown) => app.log.error({ err }, "sweeping failed"));
  const sweeping = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  const stop = async () => {
    clearInterval(sweeping);
    const draining = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
    // In a folder that is lost, what is told there is another's.
    if (!losing.aborted) await forgetService(dataDir);
    await app.close().finally(() => clearTimeout(draining));
    await sweeps.run(() => {});
    await parts.audit.close();
  };
  try {
    await app.listen({ host, port });
    url = originOf(app.server.address() as AddressInfo);
    await tellService(dataDir, { url: reachable(url), key: adminKey });
  } catch (error) {
    await stop();
    throw error;
  }
  const lose = () => {
    const error = losing.reason as Error;
    app.log.fatal({ err: error }, "another has what this service keeps");
    options.onLost?.(error);
    // Nobody is told anything any more that may not be true.
    app.server.closeAllConnections();
    void stop().catch(() => undefined);
  };
  if (losing.aborted) lose();
  losing.addEventListener("abort", lose);
  sweep();
  return { url, close: () => stop().finally(() => closeStores(stores)) };
}

function originOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** Links name the service as its operator did: by a name that other machines know, rather than what it stands for here. */
function named(url: string, host: string): string {
  if (isIP(host) !== 0 || host === "localhost" || url === "") return url;
  return `http://${host.toLowerCase()}:${new URL(url).port}`;
}

/** Where this machine reaches the service: one that listens on all addresses is on the loopback one, too. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}
