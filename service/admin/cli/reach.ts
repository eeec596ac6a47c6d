import { access } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { routes } from "../../../protocol/routes.ts";
import { buildApp } from "../../app.ts";
import { composeService } from "../../compose.ts";
import type { ServicePolicy } from "../../policy/service-policy.ts";
import { closeStores, openDatabaseStores, openStores, type Stores } from "../../storage/stores.ts";
import { FolderInUseError } from "../../store/lowdb/folder-lock.ts";
import { newAdminKey } from "../admin-key.ts";
import { findService, type RunningService } from "../running-service.ts";
import type { Send } from "./admin-client.ts";
import { CannotError } from "./cannot-error.ts";

/** A way to the admin API of a data folder. */
export interface Reached {
  readonly send: Send;
  close(): Promise<void>;
}

/** How long a service may take from its start until it says where it is, ms. */
const STARTING_MS = 5_000;
const POLL_MS = 100;

/** Where a service keeps what it has. */
export interface Kept {
  readonly dataDir: string;
  /** undefined: in the data folder. */
  readonly databaseUrl: string | undefined;
}

/**
 * Reaches the admin API of what a service keeps: that of the service which runs on it here, or, while none does, one in
 * this process. On a database both may work at once; viewers at other nodes hear of it at
 * once, or within two seconds where there are no notifications.
 * @throws CannotError
 * @throws DatabaseUnusableError
 * @throws StoreUnavailableError
 */
export async function reach(kept: Kept, policy: ServicePolicy, mayMake: boolean): Promise<Reached> {
  const { dataDir, databaseUrl } = kept;
  if (databaseUrl === undefined) return reachFolder(dataDir, policy, mayMake);
  const service = await findService(dataDir);
  if (service && (await answers(service))) return there(service);
  return here(await openDatabaseStores(databaseUrl), policy);
}

/** One that was killed has left word of itself all the same. */
async function answers({ url }: RunningService): Promise<boolean> {
  return fetch(url + routes.health.path).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function reachFolder(dataDir: string, policy: ServicePolicy, mayMake: boolean): Promise<Reached> {
  if (!mayMake)
    await access(dataDir).catch(() => {
      throw new CannotError(
        `There is no data folder ${dataDir}. Name the service's with --data-dir or SHARE_DATA_DIR.`,
      );
    });
  const deadline = performance.now() + STARTING_MS;
  for (;;) {
    const stores = await openFree(dataDir);
    if (stores) return here(stores, policy);
    const service = await findService(dataDir);
    if (service) return there(service);
    if (performance.now() > deadline)
      throw new CannotError(
        `Another process works on ${dataDir} and does not say where it can be reached. Try again when it has started or ended.`,
      );
    await delay(POLL_MS);
  }
}

/** Undefined while somebody else has the folder. */
async function openFree(dataDir: string): Promise<Stores | undefined> {
  try {
    return await openStores(dataDir);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}

function there({ url, key }: RunningService): Reached {
  return {
    close: async () => {},
    send: async ({ method, url: path, body }) => {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: "error",
      }).catch((cause: unknown) => {
        throw new CannotError(`The service at ${url} does not answer. Is it just stopping? Try again.`, {
          cause,
        });
      });
      return { status: response.status, body: response.body ?? nothing() };
    },
  };
}

async function here(stores: Stores, policy: ServicePolicy): Promise<Reached> {
  const adminKey = newAdminKey();
  const key = await stores.key();
  const parts = composeService({ stores, policy, key, adminKey, now: Date.now });
  const app = await buildApp({
    ...parts,
    policy,
    pageDir: "",
    publicUrl: () => "http://127.0.0.1",
    version: "",
    log: false,
  });
  return {
    close: async () => {
      await app.close();
      await parts.audit.close();
      await closeStores(stores);
      const lost = parts.audit.unwritten;
      if (lost > 0)
        throw new CannotError(
          `It was done, but the audit cannot be written: ${lost} of its records are lost. Look at its folder.`,
        );
    },
    send: async ({ method, url, body }) => {
      const response = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${adminKey}` },
        ...(body ? { body } : {}),
        payloadAsStream: true,
      });
      return { status: response.statusCode, body: response.stream() };
    },
  };
}

async function* nothing(): AsyncIterable<Uint8Array> {}
