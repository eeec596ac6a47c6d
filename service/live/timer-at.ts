/** Longest delay that setTimeout knows, ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Calls back at a time (ms since 1970), however far away, and not before, though the clock be set back meanwhile; does not
 * keep the process alive. Answers how to stop it.
 */
export function startTimerAt(time: number, now: () => number, callback: () => void): () => void {
  let timer = armed(time - now());
  return () => clearTimeout(timer);

  function armed(delay: number): NodeJS.Timeout {
    return setTimeout(look, Math.min(Math.max(delay, 0), MAX_DELAY_MS)).unref();
  }

  function look(): void {
    const delay = time - now();
    if (delay > 0) timer = armed(delay);
    else callback();
  }
}
