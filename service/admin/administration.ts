import type * as z from "zod";
import type {
  AdminShare,
  AdminShares,
  AdminSharesQuery,
  AdminToken,
  AdminUser,
  auditQuerySchema,
  CreatedToken,
  createTokenRequestSchema,
  DamageList,
  Purged,
  RemovedUser,
  tokensQuerySchema,
  Usage,
  userKeySchema,
} from "../../protocol/admin.ts";
import type { AuditRecord } from "../audit/audit-log.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import type { PersonalTokens } from "../identity/personal-tokens.ts";
import type { TokenRecord } from "../identity/token-store.ts";
import { endAfter } from "../shares/expiry-of.ts";
import type { Shares } from "../shares/shares.ts";
import type { Stores } from "../storage/stores.ts";
import { undone } from "../store/undone.ts";
import type { Verified } from "../store/verified.ts";
import { auditFor } from "./audit-view.ts";
import { removeAllOf } from "./remove-user.ts";
import type { Retention } from "./retention.ts";
import { assertAdmin, scopeOf } from "./scope.ts";
import type { ShareDirectory } from "./share-directory.ts";
import { usageOf } from "./usage.ts";
import { usersOf } from "./users.ts";

/** Those who follow shares. */
export interface Viewers {
  /** Asks all of them whether they may stay; resolves when those who may not are gone. */
  recheckAll(): Promise<void>;
}

export interface AdministrationDeps {
  readonly stores: Stores;
  readonly directory: ShareDirectory;
  readonly shares: Shares;
  readonly tokens: PersonalTokens;
  readonly retention: Retention;
  readonly audit: AuditTrail;
  readonly viewers: Viewers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How much of a token's hash names it. */
const TOKEN_ID_LENGTH = 12;

/**
 * What admins may do. What tells or gives something is written down before it does; what ends something always does, and
 * its record follows. Every method throws the refusals `signInRequired` and `notAdmin` beside the errors named below.
 */
export class Administration {
  readonly #deps: AdministrationDeps;

  constructor(deps: AdministrationDeps) {
    this.#deps = deps;
  }

  async listShares(caller: Caller, query: AdminSharesQuery): Promise<AdminShares> {
    const page = await this.#deps.directory.list(caller, query);
    await this.#noteRead(caller, "shares");
    return page;
  }

  /** @throws ShareUnknownError */
  async showShare(caller: Caller, name: string): Promise<AdminShare> {
    const { directory, audit } = this.#deps;
    const share = await directory.find(caller, name);
    await audit.note(caller, "admin.read", { share, detail: "share" });
    return directory.show(caller, name);
  }

  /** @throws ShareUnknownError */
  async revokeShare(caller: Caller, name: string): Promise<void> {
    const { shareId } = await this.#deps.directory.find(caller, name);
    await this.#deps.shares.remove(caller, shareId);
  }

  async usage(caller: Caller, wanted: string | undefined): Promise<Usage> {
    const { stores, directory } = this.#deps;
    const { org } = scopeOf(caller, wanted);
    await this.#noteRead(caller, "usage");
    return { rows: await usageOf(stores.shares, directory.living(org)) };
  }

  /** The records that a query asks for, the oldest first. */
  async readAudit(
    caller: Caller,
    query: z.output<typeof auditQuerySchema>,
  ): Promise<AsyncIterable<AuditRecord>> {
    const { org } = scopeOf(caller);
    await this.#noteRead(caller, "audit");
    return auditFor(this.#deps.stores.audit, query, org);
  }

  async listUsers(caller: Caller): Promise<AdminUser[]> {
    assertAdmin(caller);
    await this.#noteRead(caller, "users");
    const { stores, directory } = this.#deps;
    return usersOf(await stores.tokens.list(), directory.living(undefined));
  }

  /**
   * Ends all that somebody has here. Where a provider knows people, that has to forget them, too. What cannot be ended now
   * keeps none of the rest.
   * @throws Refusal `unfinished`
   */
  async removeUser(caller: Caller, user: z.output<typeof userKeySchema>): Promise<RemovedUser> {
    assertAdmin(caller);
    const { audit, viewers } = this.#deps;
    const { removed, failures } = await removeAllOf(this.#deps, caller, user);
    const isDone = removed.tokens + removed.shares > 0;
    if (!isDone && failures.length > 0) throw failures[0];
    await viewers.recheckAll();
    await audit.follow(caller, "user.removed", { about: user, detail: user.id });
    if (failures.length === 0) return removed;
    const { tokens, shares } = removed;
    throw new Refusal(
      "unfinished",
      `Ended so far: ${tokens} tokens and ${shares} shares. Remove the user again for the rest.`,
      { cause: failures[0] },
    );
  }

  async listTokens(caller: Caller, query: z.output<typeof tokensQuerySchema>): Promise<AdminToken[]> {
    assertAdmin(caller);
    await this.#noteRead(caller, "tokens");
    const { user, org } = query;
    return (await this.#deps.stores.tokens.list())
      .filter((record) => user === undefined || record.user.id === user)
      .filter((record) => org === undefined || record.user.org === org)
      .map(shownToken);
  }

  /** Makes a token, which is told here and never again. */
  async createToken(
    caller: Caller,
    { user, label, expiresInDays }: z.output<typeof createTokenRequestSchema>,
  ): Promise<CreatedToken> {
    assertAdmin(caller);
    const { tokens, audit, now } = this.#deps;
    const made = tokens.prepare({ user, label, expiresAt: endAfter(expiresInDays, now()) });
    const id = tokenId(made.record);
    const about = { org: user.org };
    await audit.note(caller, "token.created", { about, detail: `${user.id} ${user.role} ${id}` });
    try {
      await tokens.keep(made);
    } catch (error) {
      await audit.follow(caller, "token.revoked", {
        about,
        detail: `${user.id} ${id} ${undone(error, "made")}`,
      });
      throw error;
    }
    return { ...shownToken(made.record), token: made.token };
  }

  /** @throws Refusal `unknownToken` */
  async revokeToken(caller: Caller, id: string): Promise<void> {
    assertAdmin(caller);
    const { stores, audit, viewers } = this.#deps;
    const record = (await stores.tokens.list()).find((one) => tokenId(one) === id);
    if (!record || !(await stores.tokens.revoke(record.hash))) throw new Refusal("unknownToken");
    await viewers.recheckAll();
    const detail = `${record.user.id} ${id}`;
    await audit.follow(caller, "token.revoked", { about: { org: record.user.org }, detail });
  }

  /** @throws Refusal `unfinished` */
  async purge(caller: Caller): Promise<Purged> {
    assertAdmin(caller);
    return this.#deps.retention.purge(caller);
  }

  /** What is damaged and waits for a decision. */
  async listDamage(caller: Caller): Promise<DamageList> {
    assertAdmin(caller);
    await this.#noteRead(caller, "damage");
    return { damaged: [...(await this.#deps.stores.damage.list())] };
  }

  /**
   * Goes on with what could still be read: what was closed opens again as it is known now.
   * @throws Refusal `unknownDamage`
   */
  async acceptDamage(caller: Caller, name: string): Promise<void> {
    assertAdmin(caller);
    const { stores, audit } = this.#deps;
    if (!(await stores.damage.list()).some((damage) => damage.name === name))
      throw new Refusal("unknownDamage");
    // Written down first: it opens again what was closed.
    await audit.note(caller, "damage.accepted", { detail: name });
    await stores.damage.accept(name);
  }

  /** What was found in each journal, as it is read. */
  async verify(caller: Caller): Promise<AsyncIterable<Verified>> {
    assertAdmin(caller);
    await this.#deps.audit.note(caller, "admin.verified");
    return everyJournal(this.#deps.stores);
  }

  async #noteRead(caller: Caller, detail: string): Promise<void> {
    await this.#deps.audit.note(caller, "admin.read", { detail });
  }
}

/** Every journal, and then what else is damaged and no journal has told of. */
async function* everyJournal({ shares, tokens, sessions, audit, damage }: Stores): AsyncIterable<Verified> {
  let told = "";
  for (const journals of [shares, tokens, sessions, audit].map((store) => store.verify()))
    for await (const found of journals) {
      told += found.problem ?? "";
      yield found;
    }
  for (const { name, what } of await damage.list())
    if (!told.includes(name)) yield { name: `damaged/${name}`, records: 0, problem: what };
}

const tokenId = ({ hash }: TokenRecord) => hash.slice(0, TOKEN_ID_LENGTH);

function shownToken(record: TokenRecord): AdminToken {
  const { user, label, createdAt, expiresAt } = record;
  return { id: tokenId(record), user, label, createdAt, expiresAt };
}
