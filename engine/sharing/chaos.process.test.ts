import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { TEST_MS } from "../../fixtures/limits.ts";
import { Random } from "../../fixtures/random.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { AcknowledgedEntries } from "../testing/acknowledged-entries.ts";
import { BusyAgent } from "../testing/busy-agent.ts";
import { ShareLab } from "../testing/share-lab.ts";
import type { TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";

/** How long the trouble lasts, ms; more for a longer look. */
const TROUBLE_MS = Number(process.env.CHAOS_MS ?? 6_000);
/** Chooses what happens; the test's name tells it. */
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

describe("two windows, an agent that writes, and a service that keeps failing", function () {
  this.timeout(TROUBLE_MS + TEST_MS);

  it(`end in equality, and no entry is sent twice (CHAOS_SEED=${SEED})`, async () => {
    const lab = await ShareLab.start();
    const random = new Random(SEED);
    try {
      const windows: [TestWindow, TestWindow] = [await lab.open(), await lab.open()];
      const acknowledged = new AcknowledgedEntries(lab.proxy);
      const record = await lab.share(windows[0]);
      const agent = new BusyAgent(lab.storage, lab.sessionId, random);
      const happened = new Map<string, number>();
      const end = performance.now() + TROUBLE_MS;
      const writing = (async () => {
        for (; performance.now() < end; await delay(5 + random.below(40))) agent.step();
      })();
      while (performance.now() < end) {
        await delay(100 + random.below(400));
        const trouble = random.pick([
          "killService",
          "closeWindow",
          "dropAnswers",
          "dropRequests",
          "answer500",
        ]);
        happened.set(trouble, (happened.get(trouble) ?? 0) + 1);
        await troubles[trouble](lab, random, windows);
      }
      await writing;
      await until(() => lab.isEqual(record, windows[0]));
      await until(() => windows.every(({ sharing }) => sharing.list()[0]?.status.phase === "synced"));
      assert.deepEqual(acknowledged.repeated, []);
      const places = () => windows.map(({ sharing }) => sharing.list()[0]?.isElsewhere);
      await until(() => isDeepStrictEqual(places().sort(), [false, true]));
      if (process.env.CHAOS_MS)
        process.stdout.write(
          `CHAOS_SEED=${SEED}: ${agent.writes} writes, ${acknowledged.count} entries acknowledged, ${acknowledged.repeated.length} of them twice, ${acknowledged.unheard} more taken whose answer was lost; ${[...happened].join(" ")}\n`,
        );
    } finally {
      await lab.stop();
    }
  });
});

type Trouble = (lab: ShareLab, random: Random, windows: [TestWindow, TestWindow]) => Promise<void>;

const troubles: Record<
  "killService" | "closeWindow" | "dropAnswers" | "dropRequests" | "answer500",
  Trouble
> = {
  async killService(lab, random) {
    const { port } = lab.service;
    await lab.service.kill();
    await delay(random.below(300));
    lab.service = await ServiceProcess.start({ dataDir: lab.serviceData, port });
  },
  async closeWindow(lab, random, windows) {
    const which = random.pick([0, 1]);
    await lab.close(windows[which]);
    windows[which] = await lab.open();
  },
  dropAnswers: faulty("drop-answer"),
  dropRequests: faulty("drop"),
  answer500: faulty({ status: 500 }),
};

function faulty(fault: "drop" | "drop-answer" | { readonly status: number }): Trouble {
  return async (lab, random) => {
    lab.proxy.fault = () => (random.next() < 0.5 ? fault : "pass");
    await delay(random.below(300));
    lab.proxy.fault = () => "pass";
  };
}
