import type { OpenShareRequest, OpenShareResponse } from "../../protocol/share.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import type { HourlyCounts } from "../limits/hourly-counts.ts";
import { networkOf } from "../limits/network-of.ts";
import { senderOf } from "../limits/sender-of.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import type { ShareMeta, ShareStore } from "../store/store.ts";
import { Attempts } from "./attempts.ts";
import { Openings } from "./openings.ts";
import { isPasswordOf } from "./password.ts";
import type { Shares } from "./shares.ts";
import { lockOf, TICKET_MS, type Tickets } from "./tickets.ts";

export interface AccessTicketsDeps {
  readonly shares: Shares;
  readonly store: ShareStore;
  readonly tickets: Tickets;
  readonly audit: AuditTrail;
  readonly policy: ServicePolicy;
  /** Of all nodes; undefined: there is this process alone. */
  readonly counts?: HourlyCounts | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Opens shares that have a password or a number of views. Guesses are limited, per share and per address. */
export class AccessTickets {
  readonly #deps: AccessTicketsDeps;
  readonly #attempts: HourlyCounts;
  /** By share alone: who comes from ever more addresses must not make it forget. */
  readonly #attemptsOfAll: HourlyCounts;
  readonly #openings = new Openings();

  constructor(deps: AccessTicketsDeps) {
    this.#deps = deps;
    this.#attempts = deps.counts ?? new Attempts(deps.now);
    this.#attemptsOfAll = deps.counts ?? new Attempts(deps.now);
  }

  /**
   * The right to read a share for some time; uses up a view where they are counted. Whoever holds it already gets it
   * again and uses up nothing, and so does who asks again by the same `opening`: its answer may be under way to another
   * tab, or have been lost.
   * @throws Refusal `signInRequired`
   * @throws Refusal `otherOrg`, `notNamed`
   * @throws Refusal `passwordRequired` when the password is missing
   * @throws Refusal `wrongPassword`
   * @throws Refusal `noViewsLeft`
   * @throws Refusal `tooMany`
   */
  async open(caller: Caller, shareId: string, asked: OpenShareRequest): Promise<OpenShareResponse> {
    const { shares, tickets } = this.#deps;
    const { password, opening } = asked;
    const meta = await shares.findToOpen(caller, shareId);
    const held = await this.#held(caller, meta);
    if (held) return held;
    await this.#checkPassword(caller, meta, password);
    const isHeld = async ({ ticket }: OpenShareResponse) => (await tickets.endOf(meta, ticket)) !== undefined;
    const take = () => this.#takeView(caller, meta);
    return opening === undefined ? take() : this.#openings.once(shareId, opening, isHeld, take);
  }

  async #takeView(caller: Caller, meta: ShareMeta): Promise<OpenShareResponse> {
    if (!(await this.#deps.store.takeView(meta.shareId))) throw new Refusal("noViewsLeft");
    return this.#issue(await this.#assertSameLock(caller, meta));
  }

  async #held({ ticket }: Caller, meta: ShareMeta): Promise<OpenShareResponse | undefined> {
    const end = ticket === undefined ? undefined : await this.#deps.tickets.endOf(meta, ticket);
    return ticket === undefined || end === undefined ? undefined : { ticket, expiresAt: lasting(meta, end) };
  }

  async #issue(meta: ShareMeta): Promise<OpenShareResponse> {
    const { tickets, now } = this.#deps;
    const expiresAt = lasting(meta, now() + TICKET_MS);
    return { ticket: await tickets.issue(meta, expiresAt), expiresAt };
  }

  /** What was asked for may have changed while it was checked: then it was not that which opens the share. */
  async #assertSameLock(caller: Caller, before: ShareMeta): Promise<ShareMeta> {
    const meta = await this.#deps.shares.findToOpen(caller, before.shareId);
    if (lockOf(meta) === lockOf(before)) return meta;
    throw new Refusal(meta.passwordHash ? "passwordRequired" : "openRequired");
  }

  async #checkPassword(caller: Caller, meta: ShareMeta, password: string | undefined): Promise<void> {
    const { passwordHash, shareId } = meta;
    if (!passwordHash) return;
    if (password === undefined) throw new Refusal("passwordRequired");
    const giveBack = await this.#countAttempt(caller, shareId);
    if (await isPasswordOf(passwordHash, password, senderOf(caller))) return await giveBack();
    await this.#deps.audit.follow(caller, "share.refused", { share: meta, detail: "wrong password" });
    throw new Refusal("wrongPassword");
  }

  /**
   * Counts a guess before it is judged, so that guesses at the same time cannot slip through. Many addresses together get
   * more than one does, but no more than a share can bear. Answers how to take it back, for who knew the password.
   */
  async #countAttempt({ address }: Caller, shareId: string): Promise<() => Promise<void>> {
    const most = this.#deps.policy.limits.passwordAttemptsPerHour;
    const name = `password ${shareId} ${networkOf(address)}`;
    const ofAll = `password ${shareId}`;
    const wait =
      (await this.#attempts.take(name, most)) ||
      (await this.#attemptsOfAll.take(ofAll, most * ADDRESSES_PER_SHARE));
    if (wait > 0)
      throw new Refusal("tooMany", "Too many passwords were tried. Wait before you try again.", {
        retryAfter: wait,
      });
    return async () => {
      await this.#attempts.giveBack(name);
      await this.#attemptsOfAll.giveBack(ofAll);
    };
  }
}

/** No ticket outlasts its share. */
const lasting = ({ expiresAt }: ShareMeta, end: number) =>
  Math.min(end, expiresAt ?? Number.POSITIVE_INFINITY);

/** How many times what one address may try all of them together may. */
const ADDRESSES_PER_SHARE = 10;
