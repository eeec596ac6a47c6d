import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LEASE_PACE } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { FileLeases } from "./file-leases.ts";
import { holdLease, type Lease } from "./leases.ts";

interface Seeker {
  readonly leases: FileLeases;
  readonly lease: Lease;
  place: string;
}

describe("leases between windows", () => {
  let folder: string;
  let seekers: Seeker[];
  let reports: string[];

  const newLeases = (onWake = () => {}, pace = LEASE_PACE, at = folder) =>
    new FileLeases({ folder: at, watchFiles, report: (message) => reports.push(message), onWake, pace });

  const seek = (leases = newLeases()): Seeker => {
    const seeker: Seeker = {
      leases,
      place: "unknown",
      lease: leases.seek("it", {
        onHeld: () => (seeker.place = "here"),
        onElsewhere: (note) => (seeker.place = `elsewhere ${note}`.trim()),
      }),
    };
    seekers.push(seeker);
    return seeker;
  };
  const holders = () => seekers.filter(({ place }) => place === "here");
  const leaseFile = () => path.join(folder, "leases", "it.lease");

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "leases-"));
    seekers = [];
    reports = [];
  });

  afterEach(async () => {
    for (const { leases } of seekers) leases.dispose();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  it("go to one of many windows that seek at once", async () => {
    for (let n = 0; n < 8; n++) seek();
    await until(() => seekers.every(({ place }) => place !== "unknown"));
    assert.equal(holders().length, 1);
  });

  for (const [how, end] of [
    ["releases it", ({ lease }: Seeker) => lease.release()],
    ["closes", ({ leases }: Seeker) => leases.dispose()],
  ] as const)
    it(`go to the next at once when the holder ${how}`, async () => {
      const slow = { beatMs: 3_600_000, looks: 3, settleMs: 20 };
      const first = seek(newLeases(() => {}, slow));
      await until(() => first.place === "here");
      const second = seek(newLeases(() => {}, slow));
      await until(() => second.place === "elsewhere");
      void end(first);
      await until(() => second.place === "here");
    });

  it("are taken over by exactly one when the holder is dead", async () => {
    await rm(folder, { recursive: true, maxRetries: 10 });
    const dead = seek();
    await until(() => dead.place === "here");
    const left = await readFile(leaseFile(), "utf8");
    dead.leases.dispose();
    seekers = [];
    await writeFile(leaseFile(), left);
    for (let n = 0; n < 5; n++) seek();
    await until(() => holders().length === 1 && seekers.every(({ place }) => place !== "unknown"));
  });

  it("stay where they are for as long as the holder lives, whatever the clock says", async () => {
    const first = seek();
    await until(() => first.place === "here");
    const second = seek();
    await until(() => second.place === "elsewhere");
    const realNow = Date.now;
    try {
      for (const jump of [3_600_000, -86_400_000]) {
        Date.now = () => realNow() + jump;
        await new Promise((resolve) => setTimeout(resolve, 5 * LEASE_PACE.beatMs));
      }
    } finally {
      Date.now = realNow;
    }
    assert.deepEqual([first.place, second.place], ["here", "elsewhere"]);
  });

  it("leave a holder that finds another one's name", async () => {
    const first = seek();
    await until(() => first.place === "here");
    await writeFile(leaseFile(), '{"holder":"another","note":"busy"}');
    await until(() => first.place === "elsewhere busy");
  });

  for (const [what, text] of [
    ["an empty file", ""],
    ["a torn file", '{"hol'],
    ["a list", "[]"],
    ["null", "null"],
  ] as const)
    it(`are taken over from ${what}`, async () => {
      const before = seek();
      await until(() => before.place === "here");
      await before.lease.release();
      await writeFile(leaseFile(), text);
      const after = seek();
      await until(() => after.place === "here");
    });

  it("carry what the holder lets the others know, and not what an earlier one did", async () => {
    const first = seek();
    await until(() => first.place === "here");
    const second = seek();
    await until(() => second.place === "elsewhere");
    first.lease.setNote("the service is away");
    await until(() => second.place === "elsewhere the service is away");
    await first.lease.release();
    await until(() => second.place === "here");
    const third = seek();
    await until(() => third.place === "elsewhere");
  });

  it("can be sought again right after they were released", async () => {
    const leases = newLeases();
    for (let n = 0; n < 20; n++) {
      const seeker = seek(leases);
      await until(() => seeker.place === "here");
      void seeker.lease.release();
    }
    const last = seek(leases);
    await until(() => last.place === "here");
    await new Promise((resolve) => setTimeout(resolve, 2 * LEASE_PACE.beatMs));
    assert.ok((await readFile(leaseFile(), "utf8")).length > 0);
  });

  it("leave no file and no timer when nothing is sought any more", async () => {
    const seeker = seek();
    await until(() => seeker.place === "here");
    await seeker.lease.release();
    assert.deepEqual(await readdir(path.join(folder, "leases")), []);
    await until(async () => (await readdir(path.join(folder, "windows"))).length === 0);
  });

  it("are had by everybody, with a word about it, where none can be kept", async () => {
    const file = path.join(folder, "no-folder");
    await writeFile(file, "");
    const seeker = seek(newLeases(() => {}, LEASE_PACE, file));
    await until(() => seeker.place === "here");
    assert.match(reports.join(), /cannot take turns/);
  });

  it("notice that the machine has slept", async () => {
    let woke = 0;
    const seeker = seek(newLeases(() => (woke += 1)));
    await until(() => seeker.place === "here");
    const realNow = Date.now;
    try {
      Date.now = () => realNow() + 3_600_000;
      await until(() => woke > 0);
    } finally {
      Date.now = realNow;
    }
    assert.equal(woke, 1);
  });

  it("can be waited for, and no longer", async () => {
    const first = seek();
    await until(() => first.place === "here");
    const leases = newLeases();
    const giveUp = new AbortController();
    const waiting = holdLease(leases, "it", giveUp.signal);
    giveUp.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    const turn = holdLease(leases, "it", new AbortController().signal);
    await first.lease.release();
    await (await turn).release();
    leases.dispose();
  });
});
