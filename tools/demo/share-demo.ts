import { RecordFiles } from "../../engine/registry/record-files.ts";
import type { SessionSummary } from "../../engine/sources/session-source.ts";
import { watchFiles } from "../../engine/testing/watch-files.ts";
import { createShareEngine, type ShareEngine } from "../share-engine.ts";
import type { DemoFolders } from "./demo-folders.ts";
import { fileSecrets } from "./file-secrets.ts";

/** A share of the demo that follows its session until it is disposed. */
export interface DemoShare {
  readonly link: string;
  dispose(): Promise<void>;
}

/** Shares the sample session through the extension's own engine, or goes on with the share of an earlier start. */
export async function shareDemo(
  folders: DemoFolders,
  session: SessionSummary,
  serviceUrl: string,
): Promise<DemoShare> {
  const report = (message: string) => console.warn(message);
  const records = new RecordFiles({ folder: folders.shares, watchFiles, report });
  const secrets = fileSecrets(folders.secrets);
  const engine = createShareEngine({ storagePath: folders.storage, records, secrets });
  const link =
    (await earlierLink(engine, session, serviceUrl)) ?? (await newLink(engine, session, serviceUrl));
  return { link, dispose: () => engine.dispose() };
}

/** The link of an earlier start, as long as the service still has it under this address. */
async function earlierLink(
  { sharing, registry }: ShareEngine,
  session: SessionSummary,
  serviceUrl: string,
): Promise<string | undefined> {
  await registry.load();
  for (const record of registry.list()) {
    const isThis = record.sessionId === session.id && record.serviceUrl === serviceUrl;
    if (!isThis) await registry.remove(record.shareId);
  }
  await sharing.resume(() => true);
  const share = sharing.ofSession(session.id);
  if (!share) return undefined;
  const phase = await firstOutcome(sharing, session.id);
  if (phase === "synced") return share.record.shareUrl;
  await sharing.forget(share.record.shareId);
  return undefined;
}

/** Waits until a resumed share is in step, or cannot be. */
function firstOutcome(sharing: ShareEngine["sharing"], sessionId: string): Promise<string> {
  return new Promise((resolve) => {
    const look = () => {
      const phase = sharing.ofSession(sessionId)?.status.phase ?? "ended";
      if (phase === "syncing") return;
      listening.dispose();
      resolve(phase);
    };
    const listening = sharing.onDidChange(look);
    look();
  });
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
