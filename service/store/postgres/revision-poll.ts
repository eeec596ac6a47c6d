import type { BusListener } from "../../bus/bus.ts";
import type { AccessMarks, Mark } from "./access-marks.ts";

/** Hears what has happened by looking where the shares stand that somebody follows here: nothing has to be told for that. */
export class RevisionPoll {
  readonly #marks: AccessMarks;
  readonly #listener: BusListener;
  /** Where they stood when that was last acted on. */
  #known: ReadonlyMap<string, Mark> = new Map();

  constructor(marks: AccessMarks, listener: BusListener) {
    this.#marks = marks;
    this.#listener = listener;
  }

  /** Looks once, and acts on what is new; on what fails, again the next time. @throws StoreUnavailableError */
  async look(): Promise<void> {
    const marks = await this.#marks.of([...new Set(this.#listener.watched())]);
    const acted = await Promise.all([...marks].map(([shareId, mark]) => this.#act(shareId, mark)));
    this.#known = new Map(acted.flatMap((one) => one ?? []));
  }

  /** Undefined when it could not be done. */
  async #act(shareId: string, mark: Mark): Promise<readonly [string, Mark][] | undefined> {
    const before = this.#known.get(shareId);
    const { hear } = this.#listener;
    try {
      if (before?.access !== mark.access) await hear({ kind: "share", shareId });
      if (before?.revision !== mark.revision) await hear({ kind: "step", shareId, revision: mark.revision });
      return [[shareId, mark]];
    } catch {
      return undefined;
    }
  }
}
