import type * as z from "zod";
import type { Entry } from "../../protocol/entries.ts";
import type { Manifest } from "../../protocol/routes.ts";
import {
  type createShareRequestSchema,
  type Share,
  shareSchema,
  type UpdateShareRequest,
} from "../../protocol/share.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { ShareGoneError, ShareUnknownError } from "../store/errors.ts";
import { type GoneReason, isDue, type Opens, type ShareMeta, type ShareStore } from "../store/store.ts";
import { InvalidRequestError, WrongSecretError } from "./errors.ts";
import { toStoredEntry } from "./stored-entry.ts";
import { hashSecret, isSecretOf, newToken } from "./tokens.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Who is told what happens to a share. */
export interface ShareWatcher {
  /** The metadata has changed. */
  change(share: Share): void;
  publish(shareId: string, batch: Batch<string>): void;
  end(shareId: string, reason: GoneReason): void;
}

export interface SharesDeps {
  readonly store: ShareStore;
  readonly watcher: ShareWatcher;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The right to a share, as a request claims it. */
export interface OwnerClaim {
  readonly shareId: string;
  readonly secret: string | undefined;
}

type CreateRequest = z.output<typeof createShareRequestSchema>;

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

  /** @throws InvalidRequestError */
  async create(request: CreateRequest): Promise<{ readonly share: Share; readonly secret: string }> {
    const secret = newToken();
    const createdAt = this.#deps.now();
    const share: Share = {
      shareId: newToken(),
      sessionId: request.sessionId,
      title: request.title ?? "",
      audience: request.audience,
      mode: request.mode,
      createdAt,
      expiresAt: expiryOf(request, createdAt),
    };
    await this.#deps.store.create({ ...share, secretHash: hashSecret(secret) });
    return { share, secret };
  }

  /** @throws WrongSecretError */
  async authorize(claim: OwnerClaim): Promise<void> {
    const meta = await this.#live(claim.shareId);
    if (claim.secret === undefined || !isSecretOf(meta.secretHash, claim.secret))
      throw new WrongSecretError();
  }

  /**
   * Answers the revision that the entries made, when they are durable; `known` is the newest that the owner has seen.
   * @throws WrongSecretError
   * @throws AppendMismatchError
   * @throws InvalidRequestError
   */
  async sync(claim: OwnerClaim, entries: readonly Entry[], known?: number): Promise<number> {
    await this.authorize(claim);
    const batch = await this.#deps.store.append(claim.shareId, entries.map(toStoredEntry), known);
    this.#deps.watcher.publish(claim.shareId, batch);
    return batch.revision;
  }

  /**
   * Changes expiry, mode or title; when this answers it is durable and its viewers know.
   * @throws WrongSecretError
   * @throws InvalidRequestError
   */
  async update(claim: OwnerClaim, request: UpdateShareRequest): Promise<Share> {
    await this.authorize(claim);
    const { title, mode, expiresAt, expiresInDays } = request;
    const keepsExpiry = expiresAt === undefined && expiresInDays === undefined;
    const meta = await this.#deps.store.update(claim.shareId, {
      ...(title === undefined ? {} : { title }),
      ...(mode === undefined ? {} : { mode }),
      ...(keepsExpiry ? {} : { expiresAt: expiryOf(request, this.#deps.now()) }),
    });
    const share = shareSchema.parse(meta);
    this.#deps.watcher.change(share);
    return share;
  }

  /** A reader has begun to follow a share. */
  async countOpen(shareId: string): Promise<void> {
    await this.#deps.store.countOpen(shareId, this.#deps.now());
  }

  /** @throws WrongSecretError */
  async opens(claim: OwnerClaim): Promise<Opens> {
    await this.authorize(claim);
    return this.#deps.store.opens(claim.shareId);
  }

  /** @throws WrongSecretError */
  async manifest(claim: OwnerClaim): Promise<Manifest> {
    await this.authorize(claim);
    return this.#deps.store.manifest(claim.shareId);
  }

  /** What every reader may know of a share that can be read now. */
  async find(shareId: string): Promise<Share> {
    return shareSchema.parse(await this.#live(shareId));
  }

  revision(shareId: string): Promise<number> {
    return this.#deps.store.revision(shareId);
  }

  /** All contents at the newest revision. */
  read(shareId: string): Promise<Batch<string>> {
    return this.#deps.store.readSince(shareId, 0);
  }

  /**
   * Deletes a share's contents; when this answers they are gone and its viewers know.
   * @throws WrongSecretError
   */
  async remove(claim: OwnerClaim): Promise<void> {
    await this.authorize(claim);
    await this.#end(claim.shareId, "revoked");
  }

  /** Deletes the contents of all shares whose time is over. */
  async sweep(): Promise<void> {
    for (const shareId of await this.#deps.store.expired(this.#deps.now()))
      await this.#end(shareId, "expired");
  }

  async #end(shareId: string, reason: GoneReason): Promise<void> {
    await this.#deps.store.remove(shareId, reason);
    this.#deps.watcher.end(shareId, reason);
  }

  async #live(shareId: string): Promise<ShareMeta> {
    const record = await this.#deps.store.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") throw new ShareGoneError(record.reason);
    if (!isDue(record, this.#deps.now())) return record.meta;
    // Whoever notices first deletes; if the store cannot now, the sweep will.
    await this.#end(shareId, "expired").catch(() => undefined);
    throw new ShareGoneError("expired");
  }
}

interface Expiry {
  readonly expiresAt?: number | null | undefined;
  readonly expiresInDays?: number | undefined;
}

function expiryOf({ expiresAt, expiresInDays }: Expiry, now: number): number | null {
  if (expiresAt !== undefined && expiresInDays !== undefined)
    throw new InvalidRequestError("Give either expiresAt or expiresInDays, not both.");
  if (expiresInDays !== undefined) return now + expiresInDays * DAY_MS;
  if (typeof expiresAt === "number" && expiresAt <= now)
    throw new InvalidRequestError("expiresAt must be in the future (milliseconds since 1970).");
  return expiresAt ?? null;
}
