import type { Share, UpdateShareRequest } from "../../protocol/share.ts";
import { isRefusal, Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import { assertSharingIsOn } from "../policy/assert-allowed.ts";
import type { ManifestReading, Reading } from "../store/reading.ts";
import { isDue, type LiveShare, type Opens, type ShareMeta, type StoredEntry } from "../store/store.ts";
import { assertInAudience, assertMayRevoke, assertOwner, isOwner } from "./access.ts";
import { type ChangedShare, Changes } from "./changes.ts";
import { Creations } from "./creations.ts";
import { Endings } from "./endings.ts";
import { LivingShares } from "./living-shares.ts";
import { type CreateRequest, type NewShare, ownerOf } from "./new-share.ts";
import { publicShare } from "./public-share.ts";
import { cursorOf, parseCursor } from "./share-cursor.ts";
import type { SharesDeps } from "./shares-deps.ts";

/** Some of somebody's shares; `next` is the cursor with which the list goes on, null: that was all. */
export interface OwnedPage {
  readonly found: readonly Share[];
  readonly next: string | null;
}

/**
 * What may be done with shares, and by whom.
 * Beside the errors named below, every method throws StoreUnavailableError, and for a given share
 * ShareUnknownError, or ShareGoneError from the instant it was revoked or has expired.
 */
export class Shares {
  readonly #deps: SharesDeps;
  readonly #living: LivingShares;
  readonly #creations: Creations;
  readonly #changes: Changes;
  readonly #endings: Endings;

  constructor(deps: SharesDeps) {
    this.#deps = deps;
    this.#endings = new Endings(deps);
    this.#living = new LivingShares(deps, this.#endings);
    this.#creations = new Creations(deps);
    this.#changes = new Changes(deps, this.#living);
  }

  /**
   * @throws Refusal `signInRequired` where the service knows people
   * @throws Refusal `notAllowed` by policy
   * @throws Refusal `invalidRequest`
   */
  create(caller: Caller, request: CreateRequest): Promise<NewShare> {
    return this.#creations.create(caller, request);
  }

  /** Whether somebody owns a share. @throws Refusal `wrongSecret` */
  async authorize(caller: Caller, shareId: string): Promise<ShareMeta> {
    const { meta } = await this.#living.get(shareId);
    assertOwner(meta, caller);
    return meta;
  }

  /**
   * Answers the revision that the entries made, when they are durable; `lastSeenRevision` is the newest that the owner has seen.
   * @param share what `authorize` has answered for this batch
   * @throws Refusal `notAllowed` when sharing was switched off
   * @throws AppendMismatchError
   * @throws Refusal `invalidRequest`
   * @throws ShareFullError
   * @throws RevisionAheadError
   */
  async append(
    { shareId }: ShareMeta,
    entries: readonly StoredEntry[],
    lastSeenRevision?: number,
  ): Promise<number> {
    const { store, publisher: watcher, policy } = this.#deps;
    assertSharingIsOn(policy.public);
    // Its time may have come since its owner was recognised.
    await this.#living.get(shareId);
    const batch = await store.append(shareId, entries, {
      lastSeenRevision,
      maxBytes: policy.limits.bytesPerShare,
      maxKeys: policy.limits.keysPerShare,
    });
    watcher.publish(shareId, batch);
    return batch.revision;
  }

  /**
   * Changes what a share is; when this answers it is durable, its viewers know, and those who may no longer read are gone.
   * What makes a share smaller is always possible; whatever lets more people in, or for longer, asks the policy.
   * @throws Refusal `wrongSecret`
   * @throws Refusal `notAllowed` by policy
   * @throws Refusal `invalidRequest`
   * @throws Refusal `shareBusy`
   * @throws Refusal `unfinished`
   */
  update(caller: Caller, shareId: string, request: UpdateShareRequest): Promise<ChangedShare> {
    return this.#changes.update(caller, shareId, request);
  }

  /**
   * The living shares that somebody signed in has created, the newest first, and where the list goes on.
   * @throws Refusal `signInRequired`
   * @throws Refusal `invalidRequest` for what is no cursor
   */
  async owned({ user }: Caller, after: string | undefined, limit: number): Promise<OwnedPage> {
    if (!user) throw new Refusal("signInRequired");
    const { store, now } = this.#deps;
    const scope = { ownerId: user.id, org: user.org };
    const listed = await store.list({
      ...scope,
      after: after === undefined ? after : parseCursor(after),
      limit,
    });
    const records = await Promise.all(listed.map(({ shareId }) => store.get(shareId)));
    const found = records.flatMap((record) =>
      record?.state === "live" && !isDue(record, now()) ? [publicShare(record.meta)] : [],
    );
    const last = listed.at(-1);
    return { found, next: listed.length < limit || !last ? null : cursorOf(last) };
  }

  /** How often a share was opened. @throws Refusal `wrongSecret` */
  async opens(caller: Caller, shareId: string): Promise<Opens> {
    await this.authorize(caller, shareId);
    return this.#deps.store.opens(shareId);
  }

  /** What a share holds, as hashes; to be closed. @throws Refusal `wrongSecret` */
  async manifest(caller: Caller, shareId: string): Promise<ManifestReading> {
    await this.authorize(caller, shareId);
    return this.#deps.store.manifest(shareId);
  }

  /**
   * A share that the caller may read now.
   * @throws Refusal `signInRequired`
   * @throws Refusal `otherOrg`, `notNamed`
   * @throws Refusal `passwordRequired`, `openRequired`
   * @throws Refusal `shareDamaged`
   */
  async find(caller: Caller, shareId: string): Promise<Share> {
    const meta = await this.findToOpen(caller, shareId);
    await this.#assertOpened(caller, meta);
    return publicShare(meta);
  }

  /**
   * A share that the caller may open: with the right password it may then be read.
   * @throws Refusal `signInRequired`
   * @throws Refusal `otherOrg`, `notNamed`
   * @throws Refusal `shareDamaged`
   */
  async findToOpen(caller: Caller, shareId: string): Promise<ShareMeta> {
    const share = await this.#living.get(shareId);
    assertNotClosed(share, caller);
    await this.#assertInAudience(caller, share.meta);
    return share.meta;
  }

  /** Somebody who may read has begun to follow a share. */
  async countOpen(caller: Caller, shareId: string): Promise<void> {
    const { store, now, audit } = this.#deps;
    const { meta } = await this.#living.get(shareId);
    await store.countOpen(shareId, now(), caller.user && ownerOf(caller.user));
    await audit.follow(caller, "share.opened", {
      share: meta,
      ...(isOwner(meta, caller) ? { actor: "owner" } : {}),
    });
  }

  revision(shareId: string): Promise<number> {
    return this.#deps.store.revision(shareId);
  }

  /** What is newer than a revision, or all contents at the newest one; to be closed. */
  read(shareId: string, since = 0): Promise<Reading> {
    return this.#deps.store.readSince(shareId, since);
  }

  /** The same for somebody who may read when that has begun: meanwhile it may have been closed to them. @throws what `find` does */
  async readFor(caller: Caller, shareId: string, since?: number): Promise<Reading> {
    const reading = await this.read(shareId, since);
    try {
      await this.find(caller, shareId);
      return reading;
    } catch (error) {
      reading.close();
      throw error;
    }
  }

  /** Asks whether somebody may end a share: its owner or an admin. @throws Refusal `wrongSecret` */
  async assertMayRevoke(caller: Caller, shareId: string): Promise<void> {
    assertMayRevoke((await this.#living.get(shareId)).meta, caller);
  }

  /**
   * Deletes a share's contents for its owner or an admin; when this answers they are gone, and nobody is told of them.
   * @throws Refusal `wrongSecret`
   */
  async remove(caller: Caller, shareId: string): Promise<void> {
    const { meta } = await this.#living.get(shareId);
    assertMayRevoke(meta, caller);
    await this.#endings.revoke(caller, meta);
  }

  /** Deletes the contents of all shares whose time is over; answers how many. */
  sweep(): Promise<number> {
    return this.#endings.sweep();
  }

  async #assertInAudience(caller: Caller, meta: ShareMeta): Promise<void> {
    try {
      assertInAudience(meta, caller);
    } catch (error) {
      if (isRefusal(error, "otherOrg", "notNamed"))
        await this.#deps.audit.follow(caller, "share.refused", { share: meta, detail: error.reason });
      throw error;
    }
  }

  /** Reading needs a ticket where there is a password or a number of views. @throws Refusal `passwordRequired`, `openRequired` */
  async #assertOpened(caller: Caller, meta: ShareMeta): Promise<void> {
    const needs = needsOpening(meta);
    if (!needs || isOwner(meta, caller)) return;
    const { ticket } = caller;
    if (ticket !== undefined && (await this.#deps.tickets.endOf(meta, ticket)) !== undefined) return;
    throw new Refusal(needs);
  }
}

/** @throws Refusal `shareDamaged` */
function assertNotClosed({ isClosed, meta }: LiveShare, caller: Caller): void {
  if (isClosed && !isOwner(meta, caller)) throw new Refusal("shareDamaged");
}

/** What a share asks for before it can be read; undefined: nothing. */
export function needsOpening({
  passwordHash,
  maxViews,
}: ShareMeta): "passwordRequired" | "openRequired" | undefined {
  if (passwordHash) return "passwordRequired";
  return typeof maxViews === "number" ? "openRequired" : undefined;
}
