import { type Share, shareSchema, type UpdateShareRequest } from "../../protocol/share.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { type Caller, SERVICE } from "../identity/caller.ts";
import { SignInRequiredError } from "../identity/errors.ts";
import { assertAllowed, assertSharingIsOn } from "../policy/assert-allowed.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import { QuotaReachedError, ShareGoneError, ShareUnknownError } from "../store/errors.ts";
import type { ManifestReading, Reading } from "../store/reading.ts";
import {
  type GoneReason,
  isDue,
  type ListedShare,
  type Opens,
  type ShareMeta,
  type ShareQuota,
  type ShareStore,
  type StoredBatch,
  type StoredEntry,
} from "../store/store.ts";
import { assertInAudience, assertMayRevoke, assertOwner, isOwner } from "./access.ts";
import { NotAllowedError, NotForYouError, OpenFirstError } from "./errors.ts";
import { type CreateRequest, type NewShare, newShare, ownerOf } from "./new-share.ts";
import { endsReading, isJudged, shareChange } from "./share-change.ts";
import { cursorOf, parseCursor } from "./share-cursor.ts";
import type { Tickets } from "./tickets.ts";

/** Who is told what happens to a share. */
export interface ShareWatcher {
  /** The description has changed. */
  change(share: Share): void;
  /** Who reads has to be asked again whether they may; resolves when those who may not are cut off. */
  recheck(shareId: string): Promise<void>;
  publish(shareId: string, batch: StoredBatch): void;
  end(shareId: string, reason: GoneReason): void;
}

export interface SharesDeps {
  readonly store: ShareStore;
  readonly watcher: ShareWatcher;
  readonly policy: ServicePolicy;
  readonly tickets: Tickets;
  readonly audit: AuditTrail;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

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

  constructor(deps: SharesDeps) {
    this.#deps = deps;
  }

  /**
   * @throws SignInRequiredError where the service knows people
   * @throws NotAllowedError by policy
   * @throws InvalidRequestError
   */
  async create(caller: Caller, request: CreateRequest): Promise<NewShare> {
    const { store, policy, now, audit } = this.#deps;
    assertSharingIsOn(policy.public);
    if (!caller.user && policy.public.auth !== "none") throw new SignInRequiredError();
    const share = await newShare(request, caller.user, policy.public, now());
    assertAllowed(policy.public, share.meta, now());
    const quota = await this.#quotaOf(caller);
    // Written down first: a share that nobody knows of would stay behind if this failed after it was made.
    await audit.note(caller, "share.created", { share: share.meta, detail: share.meta.audience });
    await this.#explainingQuota(store.create(share.meta, quota));
    return share;
  }

  /** Whether somebody owns a share. @throws WrongSecretError */
  async authorize(caller: Caller, shareId: string): Promise<ShareMeta> {
    const meta = await this.#live(shareId);
    assertOwner(meta, caller);
    return meta;
  }

  /**
   * Answers the revision that the entries made, when they are durable; `lastSeenRevision` is the newest that the owner has seen.
   * @throws WrongSecretError
   * @throws NotAllowedError when sharing was switched off
   * @throws AppendMismatchError
   * @throws InvalidRequestError
   * @throws ShareFullError
   * @throws RevisionAheadError
   */
  async sync(
    caller: Caller,
    shareId: string,
    entries: readonly StoredEntry[],
    lastSeenRevision?: number,
  ): Promise<number> {
    const { store, watcher, policy } = this.#deps;
    await this.authorize(caller, shareId);
    assertSharingIsOn(policy.public);
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
   * @throws WrongSecretError
   * @throws NotAllowedError by policy
   * @throws InvalidRequestError
   */
  async update(caller: Caller, shareId: string, request: UpdateShareRequest): Promise<Share> {
    const { store, watcher, policy, now, audit } = this.#deps;
    const before = await this.authorize(caller, shareId);
    const change = await shareChange(before, request, now());
    if (isJudged(change)) assertAllowed(policy.public, { ...before, ...change }, now());
    const { meta } = await store.update(shareId, change);
    const share = publicShare(meta);
    if (endsReading(change)) await watcher.recheck(shareId);
    watcher.change(share);
    const detail = Object.keys(change).join(" ");
    if (detail !== "title")
      await audit.note(caller, "share.changed", { share: meta, detail, actor: "owner" });
    return share;
  }

  /**
   * The living shares that somebody signed in has created, the newest first, and where the list goes on.
   * @throws SignInRequiredError
   * @throws InvalidRequestError for what is no cursor
   */
  async owned({ user }: Caller, after: string | undefined, limit: number): Promise<OwnedPage> {
    if (!user) throw new SignInRequiredError();
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

  /** How often a share was opened. @throws WrongSecretError */
  async opens(caller: Caller, shareId: string): Promise<Opens> {
    await this.authorize(caller, shareId);
    return this.#deps.store.opens(shareId);
  }

  /** What a share holds, as hashes; to be closed. @throws WrongSecretError */
  async manifest(caller: Caller, shareId: string): Promise<ManifestReading> {
    await this.authorize(caller, shareId);
    return this.#deps.store.manifest(shareId);
  }

  /**
   * A share that the caller may read now.
   * @throws SignInRequiredError
   * @throws NotForYouError
   * @throws OpenFirstError
   */
  async find(caller: Caller, shareId: string): Promise<Share> {
    const meta = await this.#live(shareId);
    await this.#assertInAudience(caller, meta);
    await this.#assertOpened(caller, meta);
    return publicShare(meta);
  }

  /**
   * A share that the caller may open: with the right password it may then be read.
   * @throws SignInRequiredError
   * @throws NotForYouError
   */
  async findToOpen(caller: Caller, shareId: string): Promise<ShareMeta> {
    const meta = await this.#live(shareId);
    await this.#assertInAudience(caller, meta);
    return meta;
  }

  /** Somebody who may read has begun to follow a share. */
  async countOpen(caller: Caller, shareId: string): Promise<void> {
    const { store, now, audit } = this.#deps;
    const meta = await this.#live(shareId);
    await store.countOpen(shareId, now(), caller.user && ownerOf(caller.user));
    await audit.note(caller, "share.opened", {
      share: meta,
      ...(isOwner(meta, caller) ? { actor: "owner" } : {}),
    });
  }

  revision(shareId: string): Promise<number> {
    return this.#deps.store.revision(shareId);
  }

  /** All contents at the newest revision; to be closed. */
  read(shareId: string): Promise<Reading> {
    return this.#deps.store.readSince(shareId, 0);
  }

  /**
   * Deletes a share's contents for its owner or an admin; when this answers they are gone and its viewers know.
   * @throws WrongSecretError
   */
  async remove(caller: Caller, shareId: string): Promise<void> {
    const meta = await this.#live(shareId);
    assertMayRevoke(meta, caller);
    await this.#end(meta, "revoked");
    await this.#deps.audit.note(caller, "share.revoked", { share: meta, actor: "owner" });
  }

  /** Deletes the contents of all shares whose time is over; answers how many. */
  async sweep(): Promise<number> {
    const { store, now } = this.#deps;
    let swept = 0;
    for (const shareId of await store.expired(now())) {
      const record = await store.get(shareId);
      if (record?.state !== "live") continue;
      await this.#expire(record.meta);
      swept += 1;
    }
    return swept;
  }

  async #expire(meta: ListedShare): Promise<void> {
    await this.#end(meta, "expired");
    await this.#deps.audit.note(SERVICE, "share.expired", { share: meta, actor: "service" });
  }

  async #end({ shareId }: ListedShare, reason: GoneReason): Promise<void> {
    await this.#deps.store.remove(shareId, reason, this.#deps.now());
    this.#deps.watcher.end(shareId, reason);
  }

  async #live(shareId: string): Promise<ShareMeta> {
    const record = await this.#deps.store.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") throw new ShareGoneError(record.reason);
    if (!isDue(record, this.#deps.now())) return record.meta;
    // Whoever notices first deletes; if the store cannot now, the sweep will.
    await this.#expire(record.meta).catch(() => undefined);
    throw new ShareGoneError("expired");
  }

  async #assertInAudience(caller: Caller, meta: ShareMeta): Promise<void> {
    try {
      assertInAudience(meta, caller);
    } catch (error) {
      if (error instanceof NotForYouError)
        await this.#deps.audit.note(caller, "share.refused", { share: meta, detail: error.why });
      throw error;
    }
  }

  /** Reading needs a ticket where there is a password or a number of views. @throws OpenFirstError */
  async #assertOpened(caller: Caller, meta: ShareMeta): Promise<void> {
    const needs = needsOpening(meta);
    if (!needs || isOwner(meta, caller)) return;
    if (caller.ticket !== undefined && (await this.#deps.tickets.admits(meta, caller.ticket))) return;
    throw new OpenFirstError(needs);
  }

  /** How many shares somebody may have. @throws NotAllowedError when they have them already */
  async #quotaOf({ user }: Caller): Promise<ShareQuota | undefined> {
    if (!user) return undefined;
    const { store, policy } = this.#deps;
    const { sharesPerUser: perOwner, sharesPerOrg: perOrg } = policy.limits;
    if ((await store.count({ ownerId: user.id, org: user.org })) >= perOwner) throw this.#quotaError("owner");
    if ((await store.count({ org: user.org })) >= perOrg) throw this.#quotaError("org");
    return { perOwner, perOrg };
  }

  async #explainingQuota<T>(creation: Promise<T>): Promise<T> {
    return creation.catch((error: unknown) => {
      throw error instanceof QuotaReachedError ? this.#quotaError(error.whose) : error;
    });
  }

  #quotaError(whose: QuotaReachedError["whose"]): NotAllowedError {
    const { sharesPerUser } = this.#deps.policy.limits;
    return new NotAllowedError(
      whose === "owner"
        ? `You share ${sharesPerUser} sessions already, the most this service allows. Unshare some first.`
        : "Your organisation shares as many sessions as this service allows.",
    );
  }
}

/** What every reader may know of a share. */
export const publicShare = (meta: ShareMeta): Share => shareSchema.parse(meta);

/** What a share asks for before it can be read; undefined: nothing. */
export function needsOpening({ passwordHash, maxViews }: ShareMeta): "password" | "opening" | undefined {
  if (passwordHash) return "password";
  return typeof maxViews === "number" ? "opening" : undefined;
}
