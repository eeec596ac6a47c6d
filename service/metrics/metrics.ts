import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { allShares } from "../admin/all-shares.ts";
import { usageOf } from "../admin/usage.ts";
import type { LiveHub } from "../live/hub.ts";
import type { ShareStore } from "../store/store.ts";

export interface MetricsDeps {
  readonly store: ShareStore;
  readonly hub: LiveHub;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Tells of the whole process, too: its memory, its event loop. Once in a process. */
  readonly hasProcess: boolean;
}

/** Measuring what all shares take asks the disk for each, so that is done at most this often, beside what is asked, ms. */
const MEASURED_MS = 60_000;
const SECONDS = [0.005, 0.025, 0.1, 0.5, 2, 10];

/** What a service counts of itself, without a word of any share, user or address. Each has its own. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests: Histogram<"method" | "route" | "status">;
  readonly refusals: Counter<"code">;
  readonly creates: Counter;
  readonly syncs: Counter;
  readonly entries: Counter;
  #measured: { readonly at: number; readonly bytes: number } | undefined;
  #measuring: Promise<number> | undefined;

  constructor(deps: MetricsDeps) {
    const registers = [this.registry];
    this.requests = new Histogram({
      name: "share_http_request_duration_seconds",
      help: "Requests by the pattern of their route, how long they took and how they were answered",
      labelNames: ["method", "route", "status"],
      buckets: SECONDS,
      registers,
    });
    this.refusals = new Counter({
      name: "share_refusals_total",
      help: "Requests that were refused or failed, by error code",
      labelNames: ["code"],
      registers,
    });
    const counter = (name: string, help: string) => new Counter({ name, help, registers });
    this.creates = counter("share_creates_total", "Shares that were created");
    this.syncs = counter("share_syncs_total", "Batches that were accepted");
    this.entries = counter("share_entries_total", "Entries in the batches that were accepted");
    this.#addGauges(deps);
    if (deps.hasProcess) collectDefaultMetrics({ register: this.registry });
  }

  #addGauges({ store, hub, now }: MetricsDeps): void {
    const gauge = (name: string, help: string, value: () => Promise<number>) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        async collect() {
          this.set(await value());
        },
      });
    gauge("share_live", "Living shares", () => store.count({}));
    gauge("share_viewers", "Viewers now, over a live line or by polling", async () => hub.allViewers);
    gauge("share_stored_bytes", "What living shares take on disk; some minutes old", () =>
      this.#storedBytes(store, now()),
    );
  }

  /** Nobody waits for a measurement but the first who asks: what was measured before is told while the next is made. */
  async #storedBytes(store: ShareStore, now: number): Promise<number> {
    const measured = this.#measured;
    if (measured && now - measured.at < MEASURED_MS) return measured.bytes;
    this.#measuring ??= this.#measure(store, now).finally(() => {
      this.#measuring = undefined;
    });
    if (!measured) return this.#measuring;
    this.#measuring.catch(() => undefined);
    return measured.bytes;
  }

  async #measure(store: ShareStore, at: number): Promise<number> {
    const rows = await usageOf(store, allShares(store));
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    this.#measured = { at, bytes };
    return bytes;
  }
}
