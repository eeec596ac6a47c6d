import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { FlushLoop, type FlushLoopOptions } from "./flush-loop.ts";

const pace = { windowMs: 5, firstRetryMs: 2, longestRetryMs: 10 };

function loopOf(flush: FlushLoopOptions["flush"], options: Partial<FlushLoopOptions> = {}) {
  const events = new EventEmitter();
  const loop = new FlushLoop({
    flush,
    retry: () => ({}),
    onRetry: (error) => events.emit("retry", error),
    onSettled: (error) => events.emit("settled", error),
    pace,
    ...options,
  });
  return { loop, settled: () => once(events, "settled"), retried: () => once(events, "retry") };
}

describe("FlushLoop", () => {
  it("flushes at once when idle", async () => {
    let flushed = false;
    const { loop, settled } = loopOf(async () => {
      flushed = true;
    });
    const done = settled();
    loop.request();
    await Promise.resolve();
    assert.equal(flushed, true);
    await done;
  });

  it("flushes one at a time and once more for all requests that came meanwhile", async () => {
    let running = 0;
    let count = 0;
    const { loop, settled } = loopOf(async () => {
      running += 1;
      assert.equal(running, 1);
      count += 1;
      if (count === 1) for (let i = 0; i < 10; i++) loop.request();
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    loop.request();
    await settled();
    await settled();
    await loop.stop();
    assert.equal(count, 2);
  });

  it("keeps its pace, also when it was idle in between", async () => {
    const starts: number[] = [];
    const { loop, settled } = loopOf(async () => void starts.push(performance.now()), {
      pace: { ...pace, windowMs: 100 },
    });
    for (let i = 0; i < 3; i++) {
      loop.request();
      await settled();
    }
    const [first = 0, second = 0, third = 0] = starts;
    // A run may begin late, and then the next one's distance to it is shorter than the window.
    assert.ok(second - first >= 50 && third - second >= 50, starts.join(" "));
  });

  for (const how of ["restart", "stop"] as const)
    it(`does not wait for the rest of its window on ${how}`, async () => {
      const { loop, settled } = loopOf(async () => {}, { pace: { ...pace, windowMs: 3_600_000 } });
      loop.request();
      await settled();
      const again = settled();
      loop.request();
      await new Promise((resolve) => setImmediate(resolve));
      if (how === "restart") {
        loop.restart();
        await again;
      }
      await loop.stop();
    });

  it("tries again after a failure until it works, and loses no request", async () => {
    let tries = 0;
    const { loop, settled } = loopOf(async () => {
      tries += 1;
      if (tries < 4) throw new Error("down");
    });
    loop.request();
    await settled();
    assert.equal(tries, 4);
  });

  it("gives up on a failure that is not worth a retry, and works again on the next request", async () => {
    let fail = true;
    const { loop, settled } = loopOf(
      async () => {
        if (fail) throw new Error("final");
      },
      { retry: () => undefined },
    );
    loop.request();
    assert.equal(((await settled())[0] as Error).message, "final");
    fail = false;
    loop.request();
    assert.equal((await settled())[0], undefined);
  });

  it("ends a long pause when restarted", async () => {
    let tries = 0;
    const { loop, settled, retried } = loopOf(
      async () => {
        tries += 1;
        if (tries === 1) throw new Error("down");
      },
      { pace: { ...pace, firstRetryMs: 3_600_000, longestRetryMs: 3_600_000 } },
    );
    loop.request();
    await retried();
    loop.restart();
    await settled();
    assert.equal(tries, 2);
  });

  it("waits as long as the service asked", async () => {
    let delay = -1;
    const { loop, settled } = loopOf(
      async () => {
        if (delay < 0) throw new Error("busy");
      },
      { retry: () => ({ afterMs: 7 }), onRetry: (_, afterMs) => (delay = afterMs) },
    );
    loop.request();
    await settled();
    assert.equal(delay, 7);
  });

  it("waits also when the service asked for longer than timers know", async () => {
    let flushes = 0;
    const failing = async () => {
      flushes += 1;
      throw new Error("leave me alone");
    };
    const { loop, retried } = loopOf(failing, { retry: () => ({ afterMs: 30 * 86_400_000 }) });
    const failed = retried();
    loop.request();
    await failed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await loop.stop();
    assert.equal(flushes, 1);
  });

  it("stops in the middle of a flush, which sees its signal abort, and does nothing afterwards", async () => {
    let flushes = 0;
    const events = new EventEmitter();
    const { loop } = loopOf(async (signal) => {
      flushes += 1;
      events.emit("flushing");
      await once(signal, "abort");
      signal.throwIfAborted();
    });
    const flushing = once(events, "flushing");
    loop.request();
    await flushing;
    await loop.stop();
    loop.request();
    assert.equal(flushes, 1);
  });
});
