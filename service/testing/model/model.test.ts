import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { LightMyRequestResponse } from "fastify";
import { TEST_MS } from "../../../fixtures/limits.ts";
import { HOUR_MS } from "../../../primitives/durations.ts";
import { adminRoutes } from "../../../protocol/admin.ts";
import { routes } from "../../../protocol/routes.ts";
import { type CreateShareResponse, type OpenShareResponse, TICKET_HEADER } from "../../../protocol/share.ts";
import { collect } from "../collect.ts";
import { temporaryFolders } from "../temporary-folder.ts";
import { FailingService } from "./failing-service.ts";
import {
  changed,
  counts,
  endsTickets,
  isRecorded,
  type ModelChange,
  type ModelShare,
  mayRead,
} from "./share-model.ts";

/** `MODEL_ROUNDS` makes it longer, `MODEL_SEED` repeats one. */
const ROUNDS = Number(process.env.MODEL_ROUNDS ?? 4);
const SEED = Number(process.env.MODEL_SEED ?? Math.floor(Math.random() * 1e9));
const ACTS = 60;
const KEY = "session/part/ses_sample/msg_1/prt_1";

describe("the service, whatever is done in whatever order while disk and audit fail", function () {
  this.timeout(TEST_MS + ROUNDS * 30_000);
  const newFolder = temporaryFolders();
  for (let round = 0; round < ROUNDS; round++)
    it(`answers what is true, gives nobody more than that, and records each act once (MODEL_SEED=${SEED + round})`, async () => {
      const world = await World.begin(newFolder(), SEED + round);
      try {
        for (let act = 0; act < ACTS; act++) await world.step();
        await world.end();
      } catch (error) {
        throw new Error(`${world.history.join("\n")}\n${error instanceof Error ? error.stack : error}`);
      } finally {
        await world.service.stop();
      }
    });
});

/** The service beside the model of it. */
class World {
  readonly service: FailingService;
  readonly history: string[] = [];
  readonly #shares: ModelShare[] = [];
  readonly #records = new Map<string, number>();
  readonly #random: () => number;
  #tokens: Record<string, string> = {};
  /** Tokens of bob that were made, and whether they count. */
  readonly #made: { readonly token: string; isAlive: boolean }[] = [];
  #count = 0;

  private constructor(service: FailingService, seed: number) {
    this.service = service;
    this.#random = randomOf(seed);
  }

  static async begin(folder: string, seed: number): Promise<World> {
    const world = new World(new FailingService(folder), seed);
    await world.service.start();
    for (const [id, role] of [["ann"], ["bob"], ["cyd"], ["root", "admin"]] as const)
      world.#tokens[id] = await world.service.app.token({ id, ...(role ? { role } : {}) });
    return world;
  }

  async step(): Promise<void> {
    const acts: (() => Promise<void>)[] = [
      () => this.#create(),
      () => this.#create(),
      () => this.#sync(),
      () => this.#change(),
      () => this.#change(),
      () => this.#change(),
      () => this.#open(),
      () => this.#open(),
      () => this.#unshare(),
      () => this.#makeToken(),
      () => this.#endToken(),
      () => this.#signOut(),
      () => this.#sweep(),
      async () => this.service.fillDisk(this.#chance(0.5)),
      async () => this.service.fillAudit(this.#chance(0.5)),
      () => this.#restart(),
    ];
    await this.#pick(acts)();
    await this.#compare();
  }

  /** With room again, everything that happened is in the audit, once. */
  async end(): Promise<void> {
    this.service.fillDisk(false);
    this.service.fillAudit(false);
    await this.service.app.parts.audit.check();
    await this.#restart();
    await this.#compare();
    const found = new Map<string, number>();
    for (const { action, detail } of await collect(this.service.app.stores.audit.query({}))) {
      if (action === "admin.read") continue;
      const undone = { "not created": "share.created", "not changed": "share.changed" }[detail ?? ""];
      const isUnmade = action === "token.revoked" && detail?.endsWith("not made");
      add(found, undone ?? (isUnmade ? "token.created" : action), undone || isUnmade ? -1 : 1);
    }
    found.delete("share.refused");
    assert.deepEqual(
      Object.fromEntries(found),
      Object.fromEntries([...found].map(([name]) => [name, this.#records.get(name) ?? 0])),
    );
    for (const [name, count] of this.#records) assert.equal(found.get(name) ?? 0, count, name);
  }

  async #create(): Promise<void> {
    const fields = this.#rules();
    const answer = await this.#call("create", routes.createShare, "", "ann", {
      sessionId: "ses_sample",
      ...fields,
    });
    if (!this.#isDone(answer)) return;
    const { shareId, secret, expiresAt } = answer.json<CreateShareResponse>();
    const base = { audience: "org", people: [], mode: "live", title: "", maxViews: null } as const;
    const share: ModelShare = {
      ...base,
      ...{ shareId, secret, views: 0, text: "", gone: undefined, tickets: [] },
      ...fields,
      expiresAt,
    };
    this.#shares.push(changed(share, {}));
    add(this.#records, "share.created");
  }

  async #sync(): Promise<void> {
    const share = this.#any();
    if (!share) return;
    const text = `text ${this.#count++}`;
    const body = { entries: [{ key: KEY, content: { type: "text", text } }] };
    const answer = await this.#call("sync", routes.syncShare, share.shareId, share.secret, body);
    if (this.#isDone(answer, share)) share.text = text;
  }

  async #change(): Promise<void> {
    const share = this.#any();
    if (!share) return;
    const change = this.#rules();
    const answer = await this.#call("change", routes.updateShare, share.shareId, share.secret, change);
    const isPartial = answer.body.includes("All but the title");
    const { title: _, ...rest } = change;
    if (!isPartial && !this.#isDone(answer, share)) return;
    const after = changed(share, isPartial ? rest : change);
    if (isRecorded(share, after)) add(this.#records, "share.changed");
    if (endsTickets(share, after)) for (const ticket of share.tickets) ticket.isAlive = false;
    Object.assign(share, after);
  }

  async #open(): Promise<void> {
    const share = this.#any();
    if (!share) return;
    const held = this.#chance(0.3) ? share.tickets.at(-1) : undefined;
    const headers: Record<string, string> = held ? { [TICKET_HEADER]: held.ticket } : {};
    const answer = await this.#call("open", routes.openShare, share.shareId, "cyd", {}, headers);
    const isIn = mayRead({ ...share, maxViews: null }, "cyd", this.service.now);
    if (answer.statusCode !== 200) {
      const isUsedUp = share.maxViews !== null && share.views >= share.maxViews;
      if (isIn && !isUsedUp) assert.equal(answer.statusCode, 503, answer.body);
      this.#notice(share);
      return;
    }
    assert.ok(isIn, "opened by who is not let in");
    const { ticket, expiresAt } = answer.json<OpenShareResponse>();
    if (held && counts(held, this.service.now)) return assert.equal(ticket, held.ticket);
    if (share.maxViews !== null) share.views += 1;
    assert.ok(share.maxViews === null || share.views <= share.maxViews, "opened too often");
    share.tickets.push({ ticket, expiresAt, isAlive: true });
  }

  async #unshare(): Promise<void> {
    const share = this.#any();
    if (!share || this.#chance(0.5)) return;
    const who = this.#pick(["ann", "root", share.secret]);
    const answer = await this.#call("unshare", routes.deleteShare, share.shareId, who);
    if (!this.#isDone(answer, share)) return;
    share.gone = "revoked";
    add(this.#records, "share.revoked");
  }

  async #makeToken(): Promise<void> {
    const body = { user: { id: "bob", org: "acme" } };
    const before = (await this.service.app.stores.tokens.list()).length;
    const answer = await this.#call("make token", adminRoutes.adminCreateToken, "", "root", body);
    const isDone = this.#isDone(answer);
    assert.equal((await this.service.app.stores.tokens.list()).length, before + (isDone ? 1 : 0));
    if (!isDone) return;
    this.#made.push({ token: answer.json<{ token: string }>().token, isAlive: true });
    add(this.#records, "token.created");
  }

  async #endToken(): Promise<void> {
    const made = this.#pick([...this.#made, undefined]);
    if (!made) return;
    const id = createHash("sha256").update(made.token).digest("base64url").slice(0, 12);
    const path = adminRoutes.adminRevokeToken.path.replace(":id", id);
    const answer = this.#chance(0.5)
      ? await this.#call("end token", routes.endToken, "", made.token)
      : await this.#call("revoke token", { method: "DELETE", path }, "", "root");
    if (!made.isAlive) return assert.ok([401, 404].includes(answer.statusCode), answer.body);
    assert.equal(answer.statusCode, 204, answer.body);
    made.isAlive = false;
    add(this.#records, "token.revoked");
  }

  async #signOut(): Promise<void> {
    const { name, value } = await this.service.app.cookie(this.#tokens.cyd ?? "");
    const headers = { cookie: `${name}=${value}`, origin: "https://share.test" };
    const answer = await this.#call(
      "sign out",
      { method: "POST", path: "/auth/logout" },
      "",
      undefined,
      undefined,
      headers,
    );
    assert.equal(answer.statusCode, 204);
    const me = await this.service.app.call(routes.me, "", { headers });
    assert.equal(me.json<{ user: unknown }>().user, null);
    add(this.#records, "signed-out");
  }

  async #sweep(): Promise<void> {
    this.service.advance(HOUR_MS);
    this.history.push("sweep, an hour later");
    await Promise.all([this.service.app.shares.sweep(), this.service.app.shares.sweep()]);
    for (const share of this.#shares) this.#notice(share);
  }

  async #restart(): Promise<void> {
    // What waits when a service stops is told to its log, and not to the audit.
    this.service.fillAudit(false);
    await this.service.app.parts.audit.check();
    this.history.push("restart");
    await this.service.restart();
  }

  /** Whether the service says of everything what the model says. */
  async #compare(): Promise<void> {
    for (const share of this.#shares) {
      const { secret, shareId } = share;
      const info = await this.service.app.call(routes.shareInfo, shareId, { secret });
      this.#notice(share);
      if (share.gone) {
        assert.equal(info.json().error?.code, share.gone);
        continue;
      }
      const { share: shown, access } = info.json();
      const { audience, people, mode, title, expiresAt, maxViews, views } = share;
      const told = { ...pick(shown), people: access.people, maxViews: access.maxViews, views: access.views };
      assert.deepEqual(told, { audience, mode, title, expiresAt, people, maxViews, views });
      if (this.#chance(0.4)) await this.#compareReaders(share);
    }
    for (const { token, isAlive } of this.#made) {
      const { statusCode } = await this.service.app.call(routes.me, "", { secret: token });
      assert.equal(statusCode, isAlive ? 200 : 401);
    }
  }

  async #compareReaders(share: ModelShare): Promise<void> {
    const tickets = [undefined, ...share.tickets.slice(-2).map(({ ticket }) => ticket)];
    for (const who of ["ann", "bob", "cyd", undefined])
      for (const ticket of tickets) {
        const headers: Record<string, string> = ticket ? { [TICKET_HEADER]: ticket } : {};
        const secret = who === undefined ? {} : { secret: this.#tokens[who] ?? "" };
        const { statusCode, body } = await this.service.app.call(routes.readShare, share.shareId, {
          headers,
          ...secret,
        });
        assert.equal(
          statusCode === 200,
          mayRead(share, who, this.service.now, ticket),
          `${who} ${statusCode} ${body}`,
        );
        if (statusCode === 200) assert.ok(share.text === "" || body.includes(`"${share.text}"`));
      }
  }

  /** The time of a share may be over: whoever asks notices. */
  #notice(share: ModelShare): void {
    if (share.gone || share.expiresAt === null || share.expiresAt > this.service.now) return;
    share.gone = "expired";
    add(this.#records, "share.expired");
  }

  /** What is refused has not happened: for want of room, or because the share is over. */
  #isDone(answer: LightMyRequestResponse, share?: ModelShare): boolean {
    if (share) this.#notice(share);
    if (answer.statusCode < 300) {
      assert.ok(!share?.gone, "done with a share that is over");
      return true;
    }
    if (answer.statusCode === 503) assert.match(answer.body, /nothing was changed/);
    else assert.equal(answer.statusCode, 410, answer.body);
    return false;
  }

  #call(
    what: string,
    route: { readonly method: "GET" | "POST" | "PATCH" | "DELETE"; readonly path: string },
    shareId: string,
    who: string | undefined,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const secret = who === undefined ? {} : { secret: this.#tokens[who] ?? who };
    const answer = this.service.app.call(route, shareId, { ...secret, headers, ...(body ? { body } : {}) });
    void answer.then(({ statusCode }) =>
      this.history.push(`${what} ${shareId.slice(0, 6)} ${JSON.stringify(body ?? {})} → ${statusCode}`),
    );
    return answer;
  }

  #rules(): ModelChange {
    const audience = this.#pick(["me", "people", "org", "link"] as const);
    const wish: ModelChange = {
      ...(this.#chance(0.4)
        ? {
            audience,
            ...(audience === "people" ? { people: this.#pick([["bob"], ["cyd"], ["bob", "cyd"]]) } : {}),
          }
        : {}),
      ...(this.#chance(0.3) ? { mode: this.#pick(["live", "snapshot"] as const) } : {}),
      ...(this.#chance(0.3) ? { title: `T${this.#count++}` } : {}),
      ...(this.#chance(0.3) ? { expiresAt: this.service.now + HOUR_MS * this.#pick([1, 3, 50]) } : {}),
      ...(this.#chance(0.4) ? { maxViews: this.#pick([1, 2, 3, 4]) } : {}),
    };
    return wish;
  }

  #any(): ModelShare | undefined {
    const living = this.#shares.filter(({ gone }) => !gone);
    return this.#pick([...living, ...living, ...this.#shares.slice(-1), undefined]);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }
}

function pick(share: Record<string, unknown>): Record<string, unknown> {
  const { audience, mode, title, expiresAt } = share;
  return { audience, mode, title, expiresAt };
}

function add(counts: Map<string, number>, name: string, step = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + step);
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
