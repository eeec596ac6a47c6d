import { once } from "node:events";
import { join } from "node:path";
import { type ProcessGroup, startGroup } from "../../tools/process/process-group.ts";
import { partEntry } from "./filled-share.ts";

/** What HTTP costs without anything behind it: nothing is kept. */
export class BareFastify {
  readonly #group: ProcessGroup;
  readonly #url: string;

  private constructor(group: ProcessGroup, url: string) {
    this.#group = group;
    this.#url = url;
  }

  static async start(): Promise<BareFastify> {
    const main = join(import.meta.dirname, "bare-fastify-main.ts");
    const group = startGroup(process.execPath, [main], { stdio: ["ignore", "pipe", "inherit"] });
    if (!group.child.stdout) throw new Error("the output of a process is missing");
    const [line] = (await once(group.child.stdout, "data")) as [Buffer];
    return new BareFastify(group, line.toString().trim());
  }

  get pid(): number {
    return this.#group.child.pid ?? 0;
  }

  /** Posts the same bodies as the puts into a share. @returns answers per second */
  async run(count: number, writers: number): Promise<number> {
    const start = performance.now();
    const each = Math.floor(count / writers);
    await Promise.all(Array.from({ length: writers }, () => this.#post(each)));
    return (each * writers * 1000) / (performance.now() - start);
  }

  async #post(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.post(JSON.stringify({ entries: [partEntry(i, i)] }));
  }

  /** Posts JSON and takes the answer. */
  async post(body: string): Promise<void> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(this.#url, { method: "POST", headers, body });
    await response.json();
  }

  stop(): Promise<void> {
    return this.#group.stop();
  }
}
