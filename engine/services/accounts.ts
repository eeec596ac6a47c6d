import * as z from "zod";
import { parseJson } from "../../client/parse-json.ts";
import { Emitter } from "../../primitives/emitter.ts";
import { Sequencer } from "../../primitives/sequencer.ts";
import { personalTokenSchema } from "../../protocol/identity.ts";
import type { Secrets } from "../registry/secrets.ts";
import type { Report } from "../sources/session-source.ts";

/** Somebody who is signed in at a service from this machine. */
export interface Account {
  readonly id: string;
  /** Canonical. One session a service. */
  readonly serviceUrl: string;
  readonly token: string;
  readonly account: { readonly id: string; readonly label: string };
}

/** What became different about who is signed in. */
export interface AccountsChange {
  readonly added: readonly Account[];
  readonly removed: readonly Account[];
}

export interface AccountsDeps {
  readonly secrets: Secrets;
  /** Hears what could not be read. */
  readonly report?: Report;
}

/** Where the secret storage keeps them, all in one: it cannot list what it has. */
export const ACCOUNTS_KEY = "sessions";

const storedSchema = z.array(
  z.object({
    id: z.string(),
    serviceUrl: z.string(),
    token: personalTokenSchema,
    account: z.object({ id: z.string(), label: z.string() }),
  }),
);

/** Who is signed in at which service. All windows have the same; `refresh` hears what another one has written. */
export class Accounts {
  readonly #secrets: Secrets;
  readonly #report: Report;
  readonly #changes = new Emitter<AccountsChange>();
  #known: readonly Account[] = [];
  #loaded: Promise<void> | undefined;
  readonly #sequencer = new Sequencer();

  constructor({ secrets, report = () => {} }: AccountsDeps) {
    this.#secrets = secrets;
    this.#report = report;
  }

  async list(): Promise<readonly Account[]> {
    this.#loaded ??= this.refresh();
    await this.#loaded;
    return this.#known;
  }

  /** Who is signed in at a service; undefined: nobody. */
  async of(serviceUrl: string): Promise<Account | undefined> {
    return (await this.list()).find((session) => session.serviceUrl === serviceUrl);
  }

  /** Remembers a session in place of the service's last one. */
  add(session: Account): Promise<void> {
    return this.#change((sessions) => [
      ...sessions.filter(({ serviceUrl }) => serviceUrl !== session.serviceUrl),
      session,
    ]);
  }

  /** Forgets a session; whether its token goes on counting is the service's affair. */
  remove(id: string): Promise<void> {
    return this.#change((sessions) => sessions.filter((session) => session.id !== id));
  }

  /** Forgets whoever has this token: the service does not take it any more. */
  dropToken(token: string): Promise<void> {
    return this.#change((sessions) => sessions.filter((session) => session.token !== token));
  }

  /** Reads what is stored, whoever has stored it. While that cannot be read, what was known counts. */
  refresh(): Promise<void> {
    return this.#sequencer
      .run(async () => this.#take(await this.#read()))
      .catch((error: unknown) => {
        this.#loaded = undefined;
        this.#report(`The secret storage cannot be read: ${String(error)}`);
      });
  }

  readonly onDidChange = this.#changes.event;

  #change(change: (sessions: readonly Account[]) => readonly Account[]): Promise<void> {
    return this.#sequencer.run(async () => {
      const before = await this.#read();
      const after = change(before);
      if (after.length !== before.length || after.some((session) => !before.includes(session)))
        await this.#secrets.store(ACCOUNTS_KEY, JSON.stringify(after));
      this.#take(after);
    });
  }

  /** What is no list of sessions counts as none. */
  async #read(): Promise<readonly Account[]> {
    const text = await this.#secrets.get(ACCOUNTS_KEY);
    const parsed = storedSchema.safeParse(text === undefined ? [] : parseJson(text));
    if (!parsed.success) this.#report("Who is signed in cannot be read: sign in again.");
    return parsed.data ?? [];
  }

  #take(sessions: readonly Account[]): void {
    const before = this.#known;
    this.#known = sessions;
    const isIn = (all: readonly Account[], { id }: Account) => all.some((it) => it.id === id);
    const added = sessions.filter((session) => !isIn(before, session));
    const removed = before.filter((session) => !isIn(sessions, session));
    if (added.length + removed.length === 0) return;
    this.#changes.fire({ added, removed });
  }
}
