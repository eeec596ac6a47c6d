import { chmodSync, mkdirSync } from "node:fs";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { FileLeases } from "../../engine/leases/file-leases.ts";
import type { LocalShare } from "../../engine/registry/local-share.ts";
import { RecordFiles } from "../../engine/registry/record-files.ts";
import { SecretFiles } from "../../engine/registry/secret-files.ts";
import { placesIn } from "../../engine/registry/state-folder.ts";
import type { SessionSummary } from "../../engine/sources/session-source.ts";
import { watchFiles } from "../../engine/testing/watch-files.ts";
import { formatShareLink } from "../../protocol/links.ts";
import { createShareEngine, type ShareEngine } from "../share-engine.ts";
import type { DemoFolders } from "./demo-folders.ts";
import type { DemoService } from "./start-service.ts";

/** A share of the demo that follows its session until it is disposed. */
export interface DemoShare {
  readonly link: string;
  dispose(): Promise<void>;
}

/**
 * Shares the sample session through the extension's own engine, or goes on with the share of an earlier start. It is one more
 * window beside those of VS Code, which remember the same shares and secrets and take turns with it.
 */
export async function shareDemo(
  { state, storage }: DemoFolders,
  session: SessionSummary,
  { url, lastUrl }: Pick<DemoService, "url" | "lastUrl">,
): Promise<DemoShare> {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  chmodSync(state, 0o700);
  const report = (message: string) => console.warn(message);
  const places = placesIn(state);
  const records = new RecordFiles({ folder: places.records, watchFiles, report });
  const leases = new FileLeases({ folder: state, watchFiles, report });
  const secrets = new SecretFiles(places.secrets);
  const engine = createShareEngine({ storagePath: storage, records, secrets, leases });
  const dispose = async () => {
    await engine.dispose();
    leases.dispose();
  };
  try {
    await moveRecords(engine, lastUrl, url);
    const link = (await earlierLink(engine, session, url)) ?? (await newLink(engine, session, url));
    return { link, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The service has another address than at the start before, and still all shares. */
async function moveRecords({ registry }: ShareEngine, from: string, to: string): Promise<void> {
  await registry.load();
  if (from === to) return;
  for (const { shareId, serviceUrl } of registry.list())
    if (serviceUrl === from)
      await registry.update(shareId, {
        serviceUrl: to,
        shareUrl: formatShareLink({ serviceUrl: to, shareId }),
      });
}

/** The link of an earlier start, as long as the service still has it. Who keeps it up to date may be a VS Code that still runs. */
async function earlierLink(
  { registry, sharing }: ShareEngine,
  session: SessionSummary,
  serviceUrl: string,
): Promise<string | undefined> {
  const record = registry.ofSession(session.id);
  const isThere =
    record?.serviceUrl === serviceUrl && (await isKept(record, await registry.secret(record.shareId)));
  if (record && !isThere) await registry.remove(record.shareId);
  await sharing.resume(({ sessionId }) => sessionId === session.id);
  return isThere ? record.shareUrl : undefined;
}

/** Whether the service has a share, and takes this secret for its owner's. */
async function isKept({ serviceUrl, shareId }: LocalShare, secret: string | undefined): Promise<boolean> {
  if (secret === undefined) return false;
  try {
    await new ServiceClient(serviceUrl).info({ shareId, secret });
    return true;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

async function newLink(
  { sharing }: ShareEngine,
  session: SessionSummary,
  serviceUrl: string,
): Promise<string> {
  const never = new AbortController().signal;
  const request = { session, serviceUrl, expiry: { kind: "never" } as const };
  const { shareUrl } = await sharing.share(request, () => {}, never);
  return shareUrl;
}
