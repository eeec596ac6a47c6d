import { type AddressInfo, isIP } from "node:net";
import { newAdminKey } from "./admin/admin-key.ts";
import { forgetService, tellService } from "./admin/running-service.ts";
import { buildApp } from "./app.ts";
import { composeService } from "./compose.ts";
import type { OidcConfig } from "./config.ts";
import { keyOf } from "./key-of.ts";
import type { LogOptions } from "./logging.ts";
import { findPageDir, readVersion } from "./package-files.ts";
import { policyFileSchema, type ServicePolicy, servicePolicy } from "./policy/service-policy.ts";
import { closeStores, type Damage, openStores } from "./store/stores.ts";

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
  /** Default: that of a service that knows nobody. */
  readonly policy?: ServicePolicy;
  /** The provider that knows people, where the policy says that they sign in there. */
  readonly oidc?: OidcConfig | undefined;
  /** Addresses and networks of the proxies whose `x-forwarded-for` counts; none unless given. */
  readonly trustProxy?: readonly string[];
}

export interface RunningService {
  /** Where it listens: `http://<host>:<port>`. */
  readonly url: string;
  /** Stops within a few seconds; viewers are told to come back. */
  close(): Promise<void>;
}

/** What an operator does about damage. */
const DECIDE = "It is kept aside in the folder `damaged`; see `opencode-share-admin damage list`.";

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
 * @throws StoreUnavailableError
 */
export async function startService(options: StartOptions): Promise<RunningService> {
  const { dataDir, host = "127.0.0.1", port = 0, pageDir = findPageDir(), logger = false } = options;
  const policy = options.policy ?? servicePolicy("none", policyFileSchema.parse({}));
  const found: Damage[] = [];
  let tell = (damage: Damage): unknown => found.push(damage);
  const stores = await openStores(dataDir, { onDamage: (name, what) => tell({ name, what }) });
  await forgetService(dataDir);
  const key = await keyOf(dataDir, stores);
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
  tell = ({ name, what }) => app.log.error({ damaged: name }, `A data file is damaged: ${what}. ${DECIDE}`);
  for (const damage of found) tell(damage);
  let swept = Promise.resolve();
  const sweep = () => {
    swept = swept
      .then(() => retention.run())
      .catch((err: unknown) => app.log.error({ err }, "sweeping failed"));
  };
  const sweeping = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  const close = async () => {
    clearInterval(sweeping);
    const draining = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
    await forgetService(dataDir);
    await app.close().finally(() => clearTimeout(draining));
    await swept;
    await parts.audit.close();
    await closeStores(stores);
  };
  try {
    await app.listen({ host, port });
    url = originOf(app.server.address() as AddressInfo);
    await tellService(dataDir, { url: reachable(url), key: adminKey });
  } catch (error) {
    await close();
    throw error;
  }
  sweep();
  return { url, close };
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
