import type { Disposable } from "../../primitives/disposable.ts";

interface Changing {
  onDidChange(listener: () => void): Disposable;
}

/** Whether a condition holds now or after one of the changes in the next `ms`. */
export function becomesTrue(condition: () => boolean, changing: Changing, ms: number): Promise<boolean> {
  if (condition()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (isTrue: boolean) => {
      clearTimeout(timer);
      listening.dispose();
      resolve(isTrue);
    };
    const timer = setTimeout(() => finish(condition()), ms);
    const listening = changing.onDidChange(() => condition() && finish(true));
  });
}
