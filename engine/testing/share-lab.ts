import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ServiceClient } from "../../client/service-client.ts";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { isMissing } from "../../primitives/errno.ts";
import type { Json } from "../../protocol/json.ts";
import { parseShareLink } from "../../protocol/links.ts";
import type { ShareRequest } from "../options/share-request.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import type { Secrets } from "../registry/secrets.ts";
import { TestWindow, type TestWindowOptions } from "./test-window.ts";

/** What a lab's service is told beside where its data is: more SHARE_… variables. */
type ServiceEnvironment = Readonly<Record<string, string>>;

/** A machine with a storage, a service behind a network that may fail, and any number of windows. */
export class ShareLab {
  readonly folder: string;
  readonly secrets: Secrets = new MemorySecrets();
  storage: SessionWriter;
  service: ServiceProcess;
  proxy: FaultProxy;
  readonly sessionId: string;
  readonly messageId: string;
  readonly #windows = new Set<TestWindow>();

  readonly #serviceEnv: ServiceEnvironment;

  private constructor(
    folder: string,
    storage: SessionWriter,
    service: ServiceProcess,
    proxy: FaultProxy,
    serviceEnv: ServiceEnvironment,
  ) {
    this.#serviceEnv = serviceEnv;
    this.folder = folder;
    this.storage = storage;
    this.service = service;
    this.proxy = proxy;
    this.sessionId = storage.createSession({ directory: "/work", title: "A session" });
    this.messageId = storage.putMessage(this.sessionId, { role: "user", time: { created: 1 } });
    storage.putPart(this.sessionId, this.messageId, { type: "text", text: "Hello" });
  }

  static async start(
    open = (dataDir: string): SessionWriter => new SqliteStorage(dataDir),
    prepare: (dataDir: string) => Promise<ServiceEnvironment> = async () => ({}),
  ): Promise<ShareLab> {
    const folder = await mkdtemp(path.join(tmpdir(), "share-lab-"));
    const dataDir = path.join(folder, "service");
    const serviceEnv = await prepare(dataDir);
    const service = await ServiceProcess.start({ dataDir, env: serviceEnv });
    const proxy = await FaultProxy.start(service.url);
    return new ShareLab(folder, open(path.join(folder, "opencode")), service, proxy, serviceEnv);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#windows].map((window) => this.close(window)));
    this.storage.close();
    await this.proxy.stop();
    await this.service.stop();
    await rm(this.folder, { recursive: true, maxRetries: 10 });
  }

  get serviceData(): string {
    return path.join(this.folder, "service");
  }

  get globalStorage(): string {
    return path.join(this.folder, "global");
  }

  /** A window that has the session's folder open. */
  async open(options: Partial<TestWindowOptions> = {}): Promise<TestWindow> {
    const { globalStorage, secrets } = this;
    const window = new TestWindow({ globalStorage, secrets, storagePath: this.storage.dataDir, ...options });
    this.#windows.add(window);
    await window.follow();
    return window;
  }

  async close(window: TestWindow): Promise<void> {
    this.#windows.delete(window);
    await window.close();
  }

  async share(
    { sharing, source }: TestWindow,
    options: Pick<ShareRequest, "isUnattended" | "mode"> = {},
    sessionId = this.sessionId,
  ): Promise<LocalShare> {
    const session = (await source.list()).find(({ id }) => id === sessionId);
    assert.ok(session);
    const request = { session, serviceUrl: this.proxy.url, expiry: { kind: "never" } as const, ...options };
    return sharing.share(request, () => undefined, new AbortController().signal);
  }

  /** Writes a part. */
  write(text: string): string {
    return this.storage.putPart(this.sessionId, this.messageId, { type: "text", text });
  }

  async held(record: LocalShare): Promise<ReadonlyMap<string, Json>> {
    const { entries } = await new ServiceClient(this.service.url).read(
      parseShareLink(record.shareUrl)?.shareId ?? "",
    );
    return new Map(entries.map((entry) => [entry.key, "content" in entry ? entry.content : null]));
  }

  /** Whether the service holds what the storage has. */
  async isEqual(record: LocalShare, { source }: TestWindow): Promise<boolean> {
    const [held, local] = [await this.held(record), await source.read(record.sessionId)];
    if (held.size !== local.keys.size) return false;
    return [...local.contents].every(
      ([key, content]) => JSON.stringify(held.get(key)) === JSON.stringify(content),
    );
  }

  /** Stops the service, does something to its data meanwhile, and starts it again where it was. */
  async restartService(meanwhile: (dataDir: string) => Promise<void> = async () => {}): Promise<void> {
    const { port } = this.service;
    const dataDir = this.serviceData;
    await this.service.stop();
    await meanwhile(dataDir);
    this.service = await ServiceProcess.start({ dataDir, port, env: this.#serviceEnv });
  }

  /** Copies the service's data as it is on the disk, and answers how to put it back in place of what is there. */
  async backUp(copy = path.join(this.folder, "backup")): Promise<(dataDir: string) => Promise<void>> {
    for (;;) {
      // A file of a service that is running may be gone before it is copied.
      const copied = await cp(this.serviceData, copy, {
        recursive: true,
        filter: (file) => !path.basename(file).startsWith("lock"),
      }).catch((error: unknown) => {
        if (isMissing(error)) return "again";
        throw error;
      });
      if (copied !== "again") break;
      await rm(copy, { recursive: true, force: true });
    }
    // Nobody has the copy: whoever starts on it need not wait and see.
    await writeFile(path.join(copy, "lock.free"), "");
    return async (dataDir) => {
      await rm(dataDir, { recursive: true, maxRetries: 10 });
      await cp(copy, dataDir, { recursive: true });
    };
  }
}
