import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DAY_MS } from "../../primitives/durations.ts";
import { FileLeases } from "../leases/file-leases.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import { RecordFiles } from "../registry/record-files.ts";
import { ShareRegistry } from "../registry/share-registry.ts";
import { LEASE_PACE } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { ExpiryReminders, reminderTime } from "./expiry-reminders.ts";

const NOW = 1_700_000_000_000;
const record: LocalShare = {
  shareId: "a".repeat(43),
  sessionId: "ses_1",
  serviceUrl: "https://a.example",
  shareUrl: `https://a.example/share/${"a".repeat(43)}`,
  title: "A session",
  directory: "/work",
  createdAt: NOW - 10 * DAY_MS,
  expiresAt: NOW + DAY_MS,
  phase: "shared",
};

describe("when to remind of a share's end", () => {
  const cases: readonly [string, Partial<LocalShare>, number | undefined][] = [
    ["a day before", {}, NOW],
    ["never of one that has no end", { expiresAt: null }, undefined],
    ["never of one that is being deleted", { phase: "ending" }, undefined],
    ["never again of the same end", { remindedOf: NOW + DAY_MS }, undefined],
    ["again of another end", { remindedOf: NOW, expiresAt: NOW + 3 * DAY_MS }, NOW + 2 * DAY_MS],
    ["never of one that was to last a day", { createdAt: NOW }, undefined],
  ];
  for (const [when, changes, expected] of cases)
    it(when, () => assert.equal(reminderTime({ ...record, ...changes }), expected));
});

describe("reminders of shares' ends", () => {
  let folder: string;
  let now: number;
  let reminded: string[];
  let parts: { dispose(): void }[];
  /** One of the windows of a machine. */
  const open = async (name: string) => {
    const report = () => undefined;
    const records = new RecordFiles({ folder: path.join(folder, "shares"), watchFiles, report });
    const registry = new ShareRegistry({ records, secrets: new MemorySecrets() });
    const leases = new FileLeases({ folder, watchFiles, report, onWake() {}, pace: LEASE_PACE });
    await registry.load();
    const reminders = new ExpiryReminders({
      registry,
      leases,
      now: () => now,
      remind: ({ shareId }) => reminded.push(`${name} ${shareId[0]}`),
      onError: (error) => assert.fail(String(error)),
    });
    parts.push(reminders, leases, registry);
    return { registry, reminders };
  };
  const isNoted = (registry: ShareRegistry) =>
    registry.get(record.shareId)?.remindedOf === registry.get(record.shareId)?.expiresAt;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "reminders-"));
    [now, reminded, parts] = [NOW, [], []];
  });
  afterEach(async () => {
    for (const part of parts) part.dispose();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  it("come once, in one window of all, and never again after a restart", async () => {
    const windows = await Promise.all(["one", "two", "three"].map(open));
    const [first] = windows;
    assert.ok(first);
    await first.registry.add(record, "secret");
    await Promise.all(windows.map(({ registry }) => registry.refresh()));
    for (const { reminders } of windows) reminders.look();
    await until(() => windows.every(({ registry }) => isNoted(registry)));
    const restarted = await open("four");
    restarted.reminders.look();
    await restarted.registry.refresh();
    assert.equal(reminded.length, 1, reminded.join());
  });

  it("come for each share, and not before its time", async () => {
    now = NOW - 1;
    const { registry, reminders } = await open("one");
    await registry.add(record, "secret");
    await registry.add({ ...record, shareId: "b".repeat(43), expiresAt: NOW + 5 * DAY_MS }, "secret");
    reminders.look();
    await registry.refresh();
    assert.deepEqual(reminded, []);
    now = NOW;
    reminders.look();
    await until(() => isNoted(registry));
    assert.deepEqual(reminded, ["one a"]);
  });

  it("come again for an end that was put off", async () => {
    const { registry, reminders } = await open("one");
    await registry.add(record, "secret");
    await until(() => reminded.length === 1);
    await registry.update(record.shareId, { expiresAt: NOW + 30 * DAY_MS });
    now = NOW + 29 * DAY_MS;
    reminders.look();
    await until(() => reminded.length === 2);
  });

  it("do not come for what has ended already", async () => {
    now = NOW + 2 * DAY_MS;
    const { registry, reminders } = await open("one");
    await registry.add(record, "secret");
    reminders.look();
    await registry.refresh();
    assert.deepEqual(reminded, []);
  });
});
