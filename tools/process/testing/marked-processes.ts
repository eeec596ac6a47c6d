import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const NAME = "TEST_MARK";

/** A process as Linux tells it. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes that come from one: they have a mark in their environment. Only Linux tells; elsewhere there are none. */
export class MarkedProcesses {
  readonly #mark: string = randomUUID();

  /** For the environment of the first one. */
  get env(): Record<string, string> {
    return { [NAME]: this.#mark };
  }

  /** Those that live now. */
  list(): readonly SeenProcess[] {
    if (process.platform !== "linux") return [];
    return readdirSync("/proc").flatMap((pid) => (/^\d+$/.test(pid) ? this.#look(pid) : []));
  }

  /** One of them and those it comes from, the first one first. */
  chainOf(pid: number): readonly SeenProcess[] {
    const all = this.list();
    const chain: SeenProcess[] = [];
    for (let at = all.find((it) => it.pid === pid); at; at = all.find((it) => it.pid === at?.parent))
      chain.unshift(at);
    return chain;
  }

  /** Resolves when none is left; the test's own limit ends a wait in vain. */
  async allEnded(): Promise<void> {
    while (this.list().length > 0) await setTimeout(20);
  }

  #look(pid: string): readonly SeenProcess[] {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${NAME}=${this.#mark}`))
        return [];
      const [state = "", parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if ("ZX".includes(state)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return [{ pid: Number(pid), parent: Number(parent), command }];
    } catch {
      return []; // It has just ended, or is somebody else's.
    }
  }
}
