import type { User } from "../../protocol/identity.ts";
import type { Verified } from "../store/verified.ts";
import type { SessionStore } from "./session-store.ts";

/** Keeps sessions for as long as the process lives. For tests and trials. */
export class MemorySessionStore implements SessionStore {
  readonly #users = new Map<string, User>();
  readonly #ended = new Set<string>();

  async keepUser(key: string, user: User): Promise<void> {
    this.#users.set(key, user);
  }

  async findUser(key: string): Promise<User | undefined> {
    return this.#users.get(key);
  }

  async end(sessionId: string): Promise<void> {
    this.#ended.add(sessionId);
  }

  async isEnded(sessionId: string): Promise<boolean> {
    return this.#ended.has(sessionId);
  }

  async *verify(): AsyncIterable<Verified> {
    yield { name: "sessions", records: this.#users.size + this.#ended.size };
  }

  async close(): Promise<void> {}
}
