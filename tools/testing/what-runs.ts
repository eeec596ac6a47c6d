import type { Suite } from "./suites.ts";

/** How often it says what still runs, ms; rarely where people see that for themselves. */
const AMONG_OTHERS_MS = 60_000;
const LIVE_MS = 600_000;

/** Tells on the terminal which suites run and what they printed; those that take long are named, and go on. */
export class WhatRuns {
  /** Whether suites print on the terminal themselves. */
  readonly isLive: boolean;
  /** When each began. */
  readonly #running = new Map<Suite, number>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor({
    isLive,
    everyMs = isLive ? LIVE_MS : AMONG_OTHERS_MS,
  }: { isLive: boolean; everyMs?: number }) {
    this.isLive = isLive;
    this.#timer = setInterval(() => this.#sayWhatStillRuns(), everyMs);
  }

  begin(suite: Suite): void {
    this.#running.set(suite, performance.now());
    if (this.isLive) console.log(headingOf(suite));
    else console.error(`… running ${suite.name}`);
  }

  end(suite: Suite, output: string): void {
    this.#running.delete(suite);
    if (!this.isLive) this.tell(suite, output);
  }

  /** Tells in one piece what a suite printed, or why it did not run. */
  tell(suite: Suite, output: string): void {
    console.log(`${headingOf(suite)}\n${output.trimEnd()}`);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #sayWhatStillRuns(): void {
    const now = performance.now();
    const names = [...this.#running].map(([{ name }, since]) => `${name} (${minutes(now - since)})`);
    if (names.length > 0) console.error(`… still running ${names.join(", ")}`);
  }
}

const headingOf = ({ name }: Suite) => `\n── ${name} ${"─".repeat(60 - name.length)}`;
const minutes = (ms: number) =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.floor(ms / 60_000)} min`;
