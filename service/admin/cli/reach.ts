import { access } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { buildApp } from "../../app.ts";
import { composeService } from "../../compose.ts";
import { keyOf } from "../../key-of.ts";
import type { ServicePolicy } from "../../policy/service-policy.ts";
import { closeStores, openStores, type Stores } from "../../storage/stores.ts";
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

/**
 * Reaches the admin API of a data folder: that of the service which runs on it, or, while none does, one in this process.
 * @throws CannotError
 * @throws StoreUnavailableError
 */
export async function reach(dataDir: string, policy: ServicePolicy, mayMake: boolean): Promise<Reached> {
  if (!mayMake)
    await access(dataDir).catch(() => {
      throw new CannotError(
        `There is no data folder ${dataDir}. Name the service's with --data-dir or SHARE_DATA_DIR.`,
      );
    });
  const deadline = performance.now() + STARTING_MS;
  for (;;) {
    const stores = await openFree(dataDir);
    if (stores) return here(stores, dataDir, policy);
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

async function here(stores: Stores, dataDir: string, policy: ServicePolicy): Promise<Reached> {
  const adminKey = newAdminKey();
  const key = await keyOf(dataDir, stores);
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
