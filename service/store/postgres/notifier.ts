import { setTimeout as delay } from "node:timers/promises";
import type { News } from "../../bus/bus.ts";
import type { Statements } from "./database.ts";
import { formatLetter, type Item, type Letter, writeLetters } from "./letters.ts";

/** The channel of all nodes of a database. */
export const CHANNEL = "opencode_share";

/** How long news are gathered before they go out together, ms. */
const GATHER_MS = 15;
/** How long an answer may wait until other nodes have acted on news, ms. */
const WAIT_MS = 1_000;

export interface NotifierDeps {
  /** A connection of its own: transactions that notify wait for each other, and nobody else may wait with them. */
  readonly connection: Statements;
  /** This node. */
  readonly node: string;
  /** The other nodes that may have viewers now. */
  readonly others: () => Promise<readonly string[]>;
}

/** Who has still to act on a letter. */
interface Awaited {
  readonly nodes: Set<string>;
  readonly done: () => void;
}

/** Tells other nodes, many news in one notification, and knows when they have acted on them. Nothing that fails is repeated. */
export class Notifier {
  readonly #deps: NotifierDeps;
  #steps = new Map<string, Item>();
  #items = new Map<string, Item>();
  #gathering: Promise<void> | undefined;
  #sending: Promise<void> = Promise.resolve();
  #number = 0;
  readonly #awaited = new Map<number, Awaited>();
  readonly #closing = new AbortController();

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /** Says it some moments later: of the steps of a share, the newest. */
  say(item: Item): void {
    if (item.kind === "step") {
      const before = this.#steps.get(item.shareId);
      if (before?.kind !== "step" || before.revision < item.revision) this.#steps.set(item.shareId, item);
    } else this.#items.set(JSON.stringify(item), item);
    void this.#gathered();
  }

  /** Says something that others have to act on; resolves when they have, or when that takes too long. */
  async ask(news: News): Promise<void> {
    this.say(news);
    const wait = new AbortController();
    const late = delay(WAIT_MS, undefined, { signal: wait.signal }).catch(() => undefined);
    await Promise.race([this.#gathered(), late]);
    wait.abort();
  }

  /** Says nothing but that this node can be heard. */
  beat(): void {
    void this.#gathered();
  }

  /** A node has acted on a letter of this one. */
  settle(node: string, number: number): void {
    const awaited = this.#awaited.get(number);
    if (awaited?.nodes.delete(node) && awaited.nodes.size === 0) awaited.done();
  }

  /** Says what waits, and waits for no answer any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#gathering;
    await this.#sending;
    for (const { done } of this.#awaited.values()) done();
  }

  /** Resolves when what is said now has gone out and been acted on. */
  #gathered(): Promise<void> {
    this.#gathering ??= this.#gather();
    return this.#gathering;
  }

  async #gather(): Promise<void> {
    await delay(GATHER_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    await this.#sending;
    this.#gathering = undefined;
    const items = [...this.#items.values(), ...this.#steps.values()];
    this.#items = new Map();
    this.#steps = new Map();
    const letters = writeLetters(this.#deps.node, this.#number + 1, items);
    this.#number += letters.length;
    const asking = letters.filter(isAsking);
    await (asking.length > 0 ? this.#sendAndWait(letters, asking) : this.#send(letters)).catch(
      () => undefined,
    );
  }

  /** Whoever may have viewers is found out after what is told was made durable: a node that begins later knows it. */
  async #sendAndWait(letters: readonly Letter[], asking: readonly Letter[]): Promise<void> {
    const others = await this.#deps.others();
    const waits = others.length === 0 ? [] : asking.map(({ number }) => this.#wait(number, others));
    await this.#send(letters);
    await Promise.all(waits);
  }

  async #wait(number: number, others: readonly string[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.set(number, { nodes: new Set(others), done: resolve });
    const timer = setTimeout(resolve, WAIT_MS);
    await promise;
    clearTimeout(timer);
    this.#awaited.delete(number);
  }

  #send(letters: readonly Letter[]): Promise<void> {
    const sent = (async () => {
      for (const letter of letters)
        await this.#deps.connection.query("SELECT pg_notify($1, $2)", [CHANNEL, formatLetter(letter)]);
    })();
    this.#sending = sent.catch(() => undefined);
    return sent;
  }
}

/** Whether other nodes have to act on a letter, and say so. */
export const isAsking = ({ items }: Letter) =>
  items.some(({ kind }) => kind === "share" || kind === "people");
