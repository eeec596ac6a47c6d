/** How often a long step says that it still goes on, ms. */
const TICK_MS = 10_000;

/**
 * Says what goes on and how long it takes: at once, again every ten seconds, and at the end when it took long.
 * @param what for example "Installing VS Code (about 35 s)"
 */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  console.error(`${what} …`);
  const timer = setInterval(() => console.error(`  … ${seconds()}`), TICK_MS);
  try {
    const result = await work();
    if (performance.now() - started > TICK_MS / 2) console.error(`  done in ${seconds()}.`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
