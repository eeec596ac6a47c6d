import type { Disposable } from "../../primitives/disposable.ts";
import { Emitter } from "../../primitives/emitter.ts";
import { messageOf } from "../../primitives/message-of.ts";
import { Sequencer } from "../../primitives/sequencer.ts";
import type { ShareLocation } from "../../protocol/links.ts";
import type { Report } from "../sources/session-source.ts";
import type { LocalShare } from "./local-share.ts";
import { MemoryRecords } from "./memory-records.ts";
import { MemorySecrets } from "./memory-secrets.ts";
import type { RecordStore } from "./record-store.ts";
import type { Secrets } from "./secrets.ts";

export interface ShareRegistryDeps {
  readonly records: RecordStore;
  readonly secrets: Secrets;
  /** Hears what could not be read. */
  readonly report?: Report;
}

/** Neither this machine's disk nor its secret storage would remember the share, so nobody could end it later. */
export class CannotRememberError extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = "CannotRememberError";
  }
}

/** What `add` and `check` need to know of a share. */
export interface AddOptions {
  /** Only in this window, and until it closes. */
  readonly ephemeral: boolean;
}

const secretKey = (shareId: string) => `share.${shareId}`;
const PROBE = "share.probe";

/** The shares made on this machine, the same in all its windows. What it lists is as fresh as the last event. */
export class ShareRegistry {
  readonly #records: RecordStore;
  readonly #secrets: Secrets;
  readonly #report: Report;
  readonly #ephemeralRecords = new MemoryRecords();
  readonly #ephemeralSecrets = new MemorySecrets();
  readonly #changes = new Emitter();
  #known: readonly LocalShare[] = [];
  /** The shares whose secret has been seen: lists ask for all of them again and again. */
  readonly #withSecret = new Set<string>();
  #watch: Disposable | undefined;
  #loaded: Promise<void> | undefined;
  /** Reading and writing take turns, so that an older reading never hides a newer write. */
  readonly #sequencer = new Sequencer();

  constructor({ records, secrets, report = () => {} }: ShareRegistryDeps) {
    this.#records = records;
    this.#secrets = secrets;
    this.#report = report;
  }

  /** Reads the records and follows them from now on; asking again is free. */
  load(): Promise<void> {
    this.#loaded ??= this.#begin();
    return this.#loaded;
  }

  /** Reads the records again, without waiting for an event. */
  async refresh(): Promise<void> {
    await this.#change(async () => {});
  }

  /** Whether there is anything to load. */
  async isUsed(): Promise<boolean> {
    return (await this.#records.readAll()).length > 0;
  }

  /** Empty before it is loaded. */
  list(): readonly LocalShare[] {
    return this.#known;
  }

  get(shareId: string): LocalShare | undefined {
    return this.#known.find((record) => record.shareId === shareId);
  }

  /** A share of one service: another may give the same id to another share. */
  at({ serviceUrl, shareId }: ShareLocation): LocalShare | undefined {
    const record = this.get(shareId);
    return record?.serviceUrl === serviceUrl ? record : undefined;
  }

  /** The live share of a session, if it has one. */
  ofSession(sessionId: string): LocalShare | undefined {
    return this.#known.find((record) => record.sessionId === sessionId && record.phase === "shared");
  }

  /** Calls back after the list has changed, in this window or another. */
  readonly onDidChange = this.#changes.event;

  /** Whether a share is remembered only by this window. */
  isEphemeral(shareId: string): boolean {
    return this.#ephemeralRecords.has(shareId);
  }

  listEphemeral(): readonly string[] {
    return this.#known.map(({ shareId }) => shareId).filter((shareId) => this.isEphemeral(shareId));
  }

  /** The owner secret; undefined when the secret storage does not have it, or cannot be read now. */
  async secret(shareId: string): Promise<string | undefined> {
    const ours = await this.#ephemeralSecrets.get(secretKey(shareId));
    if (ours !== undefined) return ours;
    try {
      const secret = await this.#secrets.get(secretKey(shareId));
      if (secret !== undefined) this.#withSecret.add(shareId);
      return secret;
    } catch (error) {
      this.#report(`The secret storage cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** The same for the service that the share is at; no other ever gets it. */
  async secretOf(share: ShareLocation): Promise<string | undefined> {
    return this.at(share) && this.secret(share.shareId);
  }

  /** Whether there is a secret, as far as has been seen: without one a share is neither synced nor changed by it. */
  async hasSecret(shareId: string): Promise<boolean> {
    return this.#withSecret.has(shareId) || (await this.secret(shareId)) !== undefined;
  }

  /** Whether a share made now would be remembered. @throws CannotRememberError */
  async check(): Promise<void> {
    try {
      await this.#secrets.store(PROBE, PROBE);
      if ((await this.#secrets.get(PROBE)) !== PROBE) throw new Error("the secret storage forgets at once");
      await this.#secrets.delete(PROBE);
      await this.#records.check();
    } catch (error) {
      throw new CannotRememberError(error);
    }
  }

  /** Remembers a new share, its secret first: a record without one could never be unshared. */
  async add(record: LocalShare, secret: string, options?: AddOptions): Promise<void> {
    const ephemeral = options?.ephemeral ?? false;
    await (ephemeral ? this.#ephemeralSecrets : this.#secrets).store(secretKey(record.shareId), secret);
    await this.#change(() => (ephemeral ? this.#ephemeralRecords : this.#records).write(record));
  }

  setPhase(shareId: string, phase: LocalShare["phase"]): Promise<void> {
    return this.update(shareId, { phase });
  }

  /** Changes what is remembered of a share, and leaves fields alone that others know of; without a record, nothing. */
  async update(shareId: string, changes: Partial<Omit<LocalShare, "shareId">>): Promise<void> {
    await this.#change(async () => {
      const store = this.#storeOf(shareId);
      const record = await store.read(shareId);
      if (record) await store.write({ ...record, ...changes });
    });
  }

  async remove(shareId: string): Promise<void> {
    const ephemeral = this.isEphemeral(shareId);
    this.#withSecret.delete(shareId);
    await this.#change(() => this.#storeOf(shareId).remove(shareId));
    await (ephemeral ? this.#ephemeralSecrets : this.#secrets).delete(secretKey(shareId));
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#changes.dispose();
  }

  async #begin(): Promise<void> {
    // Watched first: what changes while the first reading is under way is read again.
    this.#watch = this.#records.watch(() => void this.#sequencer.run(() => this.#read()));
    await this.#sequencer.run(() => this.#read());
  }

  #storeOf(shareId: string): RecordStore {
    return this.isEphemeral(shareId) ? this.#ephemeralRecords : this.#records;
  }

  async #change(change: () => Promise<void>): Promise<void> {
    await this.load();
    await this.#sequencer.run(async () => {
      await change();
      await this.#read();
    });
  }

  async #read(): Promise<void> {
    const found = [...(await this.#records.readAll()), ...(await this.#ephemeralRecords.readAll())];
    found.sort((a, b) => a.createdAt - b.createdAt || (a.shareId < b.shareId ? -1 : 1));
    if (JSON.stringify(found) === JSON.stringify(this.#known)) return;
    this.#known = found;
    this.#changes.fire();
  }
}
