import { Sequencer } from "../../primitives/sequencer.ts";
import type { Memento } from "./memento.ts";

/**
 * A memory that reads what it wrote. VS Code's Memento holds all values of an extension as one, and replaces them by
 * what it hears back of each write: while several are under way, a newer value can be gone for a moment, or for good.
 * So writes take turns here, and those that wait are read from here.
 */
export class SerializedMemento implements Memento {
  readonly #memory: Memento;
  readonly #waiting = new Map<string, { readonly value: unknown }>();
  readonly #sequencer = new Sequencer();

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get<T>(key: string): T | undefined {
    const waiting = this.#waiting.get(key);
    return waiting ? (waiting.value as T | undefined) : this.#memory.get<T>(key);
  }

  update(key: string, value: unknown): Promise<void> {
    const write = { value };
    this.#waiting.set(key, write);
    return this.#sequencer.run(async () => {
      try {
        if (this.#waiting.get(key) === write) await this.#memory.update(key, value);
      } finally {
        if (this.#waiting.get(key) === write) this.#waiting.delete(key);
      }
    });
  }
}
