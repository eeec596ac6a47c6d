import { SECOND_MS } from "../../../primitives/durations.ts";
import type { Bus, BusListener, News } from "../../bus/bus.ts";
import { AccessMarks } from "./access-marks.ts";
import { Database } from "./database.ts";
import { type Letter, readLetter } from "./letters.ts";
import { Listener } from "./listener.ts";
import { NodeRow } from "./node-row.ts";
import { isAsking, Notifier } from "./notifier.ts";
import { RevisionPoll } from "./revision-poll.ts";

/** How often it is looked for what was not heard, ms. */
const POLL_MS = 2 * SECOND_MS;
/** How long a node may be without a look before it lets its viewers go, ms: shorter than others believe that it runs. */
const LET_GO_MS = 8 * SECOND_MS;
/** How many looks long nothing of its own may be heard before a listening connection is taken for dead. */
const SILENT_LOOKS = 2;

/** How nodes hear of each other: by notifications and by looking, or by looking alone. */
export type BusKind = "notify" | "poll";

export interface PostgresBusOptions {
  readonly database: Database;
  /** The same database, not through a pooler that hands a connection to another after each transaction. */
  readonly url: string;
  readonly kind: BusKind;
  readonly pollMs?: number | undefined;
  readonly letGoMs?: number | undefined;
}

/**
 * Between nodes that share a PostgreSQL database. Each looks every two seconds where the shares stand that somebody follows
 * there, which is enough; notifications make it fast. Whoever opens it closes it before the database.
 */
export class PostgresBus implements Bus {
  readonly #options: PostgresBusOptions;
  readonly #row: NodeRow;
  readonly #marks: AccessMarks;
  readonly #connection: Database | undefined;
  readonly #notifier: Notifier | undefined;
  #node: ListeningNode | undefined;

  constructor(options: PostgresBusOptions) {
    const { database, url, kind } = options;
    this.#options = options;
    this.#row = new NodeRow(database);
    this.#marks = new AccessMarks(database);
    if (kind === "poll") return;
    this.#connection = new Database({ url, connections: 1 });
    const others = () => this.#row.others();
    this.#notifier = new Notifier({ connection: this.#connection, node: this.#row.id, others });
  }

  /** Says that this node may have viewers from now on. Before `subscribe`. @throws StoreUnavailableError */
  join(): Promise<void> {
    return this.#row.renew();
  }

  subscribe(listener: BusListener): void {
    const { pollMs = POLL_MS, letGoMs = LET_GO_MS, url } = this.#options;
    const deps = { row: this.#row, marks: this.#marks, notifier: this.#notifier, url, pollMs, letGoMs };
    this.#node = new ListeningNode(listener, deps);
  }

  async tell(news: News): Promise<void> {
    if (news.kind === "step") this.#notifier?.say(news);
    else await this.#notifier?.ask(news);
  }

  async accessOf(shareId: string): Promise<string> {
    return (await this.#marks.of([shareId])).get(shareId)?.access ?? "";
  }

  async close(): Promise<void> {
    await this.#node?.close();
    await this.#notifier?.close();
    await this.#connection?.close();
    await this.#row.remove();
  }
}

interface ListeningNodeDeps {
  readonly row: NodeRow;
  readonly marks: AccessMarks;
  readonly notifier: Notifier | undefined;
  readonly url: string;
  readonly pollMs: number;
  readonly letGoMs: number;
}

/** A node that hears what others tell: from its listening connection, and from its looks. */
class ListeningNode {
  readonly #deps: ListeningNodeDeps;
  readonly #listener: BusListener;
  readonly #poll: RevisionPoll;
  readonly #connection: Listener | undefined;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #lookedAt = performance.now();
  #unheardLooks = 0;

  constructor(listener: BusListener, deps: ListeningNodeDeps) {
    this.#deps = deps;
    this.#listener = listener;
    this.#poll = new RevisionPoll(deps.marks, listener);
    this.#timer = setInterval(() => this.#tick(), deps.pollMs).unref();
    if (!deps.notifier) return;
    this.#connection = new Listener({
      url: deps.url,
      onSaid: (text) => void this.#read(readLetter(text)),
      onListening: () => {
        this.#unheardLooks = 0;
        this.#look();
      },
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#connection?.close();
    await this.#looking;
  }

  #tick(): void {
    const { notifier, letGoMs } = this.#deps;
    if (performance.now() - this.#lookedAt > letGoMs) this.#listener.letGo();
    this.#look();
    if (!notifier) return;
    this.#unheardLooks += 1;
    if (this.#unheardLooks > SILENT_LOOKS) {
      this.#unheardLooks = 0;
      this.#connection?.renew();
    }
    notifier.beat();
  }

  /** A look that takes longer than until the next one is the next one, too. */
  #look(): void {
    const begun = performance.now();
    this.#looking ??= (async () => {
      await this.#deps.row.renew();
      await this.#poll.look();
      this.#lookedAt = begun;
    })()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #read(letter: Letter | undefined): Promise<void> {
    if (!letter) return;
    const { row, notifier } = this.#deps;
    if (letter.from === row.id) {
      this.#unheardLooks = 0;
      return;
    }
    const acted = letter.items.map(async (item) => {
      if (item.kind !== "done") await this.#listener.hear(item);
      else if (item.node === row.id) notifier?.settle(letter.from, item.letter);
    });
    const isDone = await Promise.all(acted).then(
      () => true,
      // The next look finds it out again.
      () => false,
    );
    if (isDone && isAsking(letter)) notifier?.say({ kind: "done", node: letter.from, letter: letter.number });
  }
}
