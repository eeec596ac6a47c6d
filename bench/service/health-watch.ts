import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ServiceProcess } from "../../fixtures/service-process.ts";

/** Watches from a thread of its own whether a service answers at once. */
export class HealthWatch {
  readonly #service: ServiceProcess;
  readonly #worker: Worker;

  constructor(service: ServiceProcess) {
    this.#service = service;
    this.#worker = new Worker(join(import.meta.dirname, "health-watch-main.ts"), { workerData: service.url });
    this.#worker.unref();
  }

  /** What `work` costs: how long it took, and the longest that anybody waited meanwhile for `/healthz`, in ms. */
  async during(work: () => Promise<void>): Promise<{ readonly took: number; readonly stall: number }> {
    await this.#longest();
    const begun = performance.now();
    await work();
    const took = performance.now() - begun;
    return { took, stall: await this.#longest() };
  }

  /** Most memory that the service has had, in bytes; undefined where the system does not tell. */
  get peakMemory(): number | undefined {
    if (process.platform !== "linux") return undefined;
    const status = readFileSync(`/proc/${this.#service.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #longest(): Promise<number> {
    const answer = once(this.#worker, "message") as Promise<[number]>;
    this.#worker.postMessage(undefined);
    return (await answer)[0];
  }
}
