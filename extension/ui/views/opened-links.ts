import type { Memento } from "../../../engine/registry/memento.ts";
import { Emitter } from "../../../primitives/emitter.ts";
import { formatShareLink, type ShareLocation } from "../../../protocol/links.ts";
import { plainText } from "../shown/plain-text.ts";

/** A link that was opened here. What the session says is not remembered. */
export interface OpenedLink extends ShareLocation {
  readonly title: string;
  /** The last time, ms since 1970. */
  readonly openedAt: number;
}

const OPENED = "opened";
const MOST_OPENED = 50;

/** The links that were opened last, newest first. */
export class OpenedLinks {
  readonly #memory: Memento;
  readonly #changes = new Emitter();
  readonly onDidChange = this.#changes.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  list(): readonly OpenedLink[] {
    return this.#memory.get<OpenedLink[]>(OPENED) ?? [];
  }

  /** Puts a link at the top. */
  async remember(link: OpenedLink): Promise<void> {
    await this.#write(
      [{ ...link, title: plainText(link.title) }, ...this.#without(link)].slice(0, MOST_OPENED),
    );
  }

  async remove(link: ShareLocation): Promise<void> {
    await this.#write(this.#without(link));
  }

  async clear(): Promise<void> {
    await this.#write([]);
  }

  #without(link: ShareLocation): readonly OpenedLink[] {
    return this.list().filter((other) => formatShareLink(other) !== formatShareLink(link));
  }

  async #write(links: readonly OpenedLink[]): Promise<void> {
    await this.#memory.update(OPENED, links);
    this.#changes.fire();
  }
}
