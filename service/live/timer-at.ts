/** Longest delay that setTimeout knows, ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Calls back at a time (ms since 1970), however far away; does not keep the process alive. Answers how to stop it. */
export function startTimerAt(time: number, now: () => number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  arm();
  return () => clearTimeout(timer);

  function arm(): void {
    const delay = time - now();
    timer = setTimeout(
      delay > MAX_DELAY_MS ? arm : callback,
      Math.min(Math.max(delay, 0), MAX_DELAY_MS),
    ).unref();
  }
}
