import type { Bus, BusListener, News } from "./bus.ts";

/** Between nodes of one process, over one store in memory. */
export class MemoryNodes {
  readonly #listeners = new Map<Bus, BusListener>();
  #changes = 0;

  /** A node's end of it. */
  open(): Bus {
    const bus: Bus = {
      subscribe: (listener) => void this.#listeners.set(bus, listener),
      tell: (news) => this.#tell(bus, news),
      accessOf: async () => String(this.#changes),
      close: async () => void this.#listeners.delete(bus),
    };
    return bus;
  }

  async #tell(from: Bus, news: News): Promise<void> {
    if (news.kind !== "step") this.#changes += 1;
    const others = [...this.#listeners].filter(([bus]) => bus !== from);
    const heard = others.map(([, listener]) => listener.hear(news).catch(() => undefined));
    if (news.kind !== "step") await Promise.all(heard);
  }
}
