import type { Disposable } from "./disposable.ts";

/** Tells listeners of something that happens, in the order in which they came. */
export class Emitter<T = void> {
  readonly #listeners = new Map<object, (value: T) => void>();

  /** Calls back from now on, until it is disposed of. The same function may listen more than once. */
  readonly event = (listener: (value: T) => void): Disposable => {
    const key = {};
    this.#listeners.set(key, listener);
    return { dispose: () => this.#listeners.delete(key) };
  };

  /** A listener that stops listening, or begins to, meanwhile counts from the next time on. */
  fire(value: T): void {
    for (const listener of [...this.#listeners.values()]) listener(value);
  }

  /** Nobody is told any more. */
  dispose(): void {
    this.#listeners.clear();
  }
}
