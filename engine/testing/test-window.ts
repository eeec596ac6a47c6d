import path from "node:path";
import { ServiceClient, type Timeouts } from "../../client/service-client.ts";
import { FileLeases } from "../leases/file-leases.ts";
import { RecordFiles } from "../registry/record-files.ts";
import type { Secrets } from "../registry/secrets.ts";
import { type CannotRememberError, ShareRegistry } from "../registry/share-registry.ts";
import { Sharing } from "../sharing/sharing.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { ServerFinder } from "../sources/opencode/server/known-server.ts";
import { StreamingSource } from "../sources/opencode/server/streaming-source.ts";
import { ReplaceableSource } from "../sources/replaceable-source.ts";
import { watchFiles } from "./watch-files.ts";

/** Quick enough for tests: a dead window is noticed after 0.3 to 0.5 s. */
const BEAT_MS = 100;
export const LEASE_PACE = { beatMs: BEAT_MS, looks: 3, settleMs: 20 };
export const FLUSH_PACE = { windowMs: 10, firstRetryMs: 20, longestRetryMs: 100 };

export interface TestWindowOptions {
  /** Where all windows of the user remember their shares. */
  readonly globalStorage: string;
  readonly storagePath: string;
  readonly secrets: Secrets;
  readonly timeouts?: Timeouts;
  readonly mayForget?: (why: CannotRememberError) => Promise<boolean>;
  readonly compareAfterMs?: number;
  readonly otherWindowMs?: number;
  /** Servers that stream; none by default. */
  readonly finder?: ServerFinder;
  /** What the person is signed in with at every service. */
  readonly token?: () => string | undefined;
  readonly onSent?: (key: string, kind: string, revision: number) => void;
}

/** What one window of VS Code puts together, without VS Code. */
export class TestWindow {
  readonly registry: ShareRegistry;
  readonly leases: FileLeases;
  readonly sharing: Sharing;
  readonly source: ReplaceableSource;
  /** What the log says. */
  readonly reports: string[] = [];

  constructor(options: TestWindowOptions) {
    const report = (message: string) => void this.reports.push(message);
    const { globalStorage, storagePath, secrets, timeouts, token, onSent = () => {} } = options;
    const records = new RecordFiles({ folder: path.join(globalStorage, "shares"), watchFiles, report });
    this.source = new ReplaceableSource(openSource(storagePath));
    this.registry = new ShareRegistry({ records, secrets, report });
    this.leases = new FileLeases({
      folder: globalStorage,
      watchFiles,
      report,
      onWake: () => this.sharing.retryNow(),
      pace: LEASE_PACE,
    });
    this.sharing = new Sharing({
      source: options.finder ? this.#streaming(options.finder, report) : this.source,
      registry: this.registry,
      leases: this.leases,
      clientOf: (url) => new ServiceClient(url, { timeouts, token }),
      isSignedIn: async () => token?.() !== undefined,
      logOf: () => ({ sent: onSent, refused() {}, retrying() {} }),
      pace: FLUSH_PACE,
      otherWindowMs: options.otherWindowMs ?? 5_000,
      ...(options.mayForget ? { mayForget: options.mayForget } : {}),
      ...(options.compareAfterMs === undefined ? {} : { compareAfterMs: options.compareAfterMs }),
    });
  }

  #streaming(finder: ServerFinder, report: (message: string) => void): StreamingSource {
    return new StreamingSource({ storage: this.source, finder, report, pace: FLUSH_PACE });
  }

  /** Takes up what there is, now and whenever something new appears. */
  async follow(): Promise<void> {
    const takeUp = () => this.sharing.resume(() => true);
    this.registry.onDidChange(() => void takeUp());
    await takeUp();
  }

  /** As the setting of the storage's place does. */
  moveTo(storagePath: string): void {
    this.source.replace(openSource(storagePath));
  }

  async close(): Promise<void> {
    await this.sharing.dispose();
    this.leases.dispose();
    this.registry.dispose();
    this.source.dispose();
  }
}

function openSource(storagePath: string) {
  return openOpencodeSource(findStorage({ storagePath, env: {} }), { watchFiles });
}
