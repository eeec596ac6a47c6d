import type { Disposable } from "./disposable.ts";

/** Runs something soon after it is called for, never more often than every `ms`, and once after the last call. */
export function atMostEvery(ms: number, run: () => void): Disposable & { call(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  const call = () => {
    if (timer) {
      isWanted = true;
      return;
    }
    isWanted = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) call();
    }, ms);
    run();
  };
  return { call, dispose: () => clearTimeout(timer) };
}
