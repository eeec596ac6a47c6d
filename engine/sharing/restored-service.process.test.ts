import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { ShareLab } from "../testing/share-lab.ts";
import { TestViewer } from "../testing/test-viewer.ts";
import type { TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";

describe("a service that was restored from a backup", () => {
  let lab: ShareLab;
  let viewer: TestViewer | undefined;

  beforeEach(async () => {
    lab = await ShareLab.start();
  });

  afterEach(async () => {
    viewer?.dispose();
    viewer = undefined;
    await lab.stop();
  });

  const status = ({ sharing }: TestWindow) => sharing.list()[0]?.status;
  /** Writes that the service has, and will have forgotten. */
  const writeMore = async (...parts: readonly string[]) => {
    for (const part of parts) lab.write(part);
  };

  it("is brought up to date with the next change", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    const restore = await lab.backUp();
    await writeMore("one", "two", "three");
    await until(() => lab.isEqual(record, window));
    await lab.restartService(restore);
    lab.write("after the restore");
    await until(() => lab.isEqual(record, window));
  });

  it("is brought up to date although nothing changes any more", async () => {
    const window = await lab.open({ compareAfterMs: 200 });
    const record = await lab.share(window);
    const restore = await lab.backUp();
    await writeMore("one", "two", "three");
    await until(() => lab.isEqual(record, window));
    await lab.restartService(restore);
    await until(() => lab.isEqual(record, window));
    await until(() => status(window)?.phase === "synced");
  });

  it("is brought up to date by a window that opens later", async () => {
    const before = await lab.open();
    const record = await lab.share(before);
    const restore = await lab.backUp();
    await writeMore("one", "two");
    await until(() => lab.isEqual(record, before));
    await lab.close(before);
    await lab.restartService(restore);
    const after = await lab.open();
    await until(() => lab.isEqual(record, after));
  });

  it("is asked no more for a share that it does not know; the share is remembered until the user decides", async () => {
    const restore = await lab.backUp();
    const window = await lab.open();
    const record = await lab.share(window);
    await lab.restartService(restore);
    lab.write("after the restore");
    await until(() => status(window)?.phase === "ended");
    const ended = status(window);
    assert.equal(ended?.phase === "ended" && ended.code, "not_found");
    assert.equal(window.registry.get(record.shareId)?.phase, "shared");
    await window.sharing.forget(record.shareId);
    const again = await lab.share(window);
    assert.notEqual(again.shareId, record.shareId);
    assert.ok(await lab.isEqual(again, window));
  });

  it("is found again when it was only the wrong backup", async () => {
    const wrong = await lab.backUp();
    const window = await lab.open();
    const record = await lab.share(window);
    await rm(`${lab.folder}/right`, { recursive: true, force: true, maxRetries: 10 });
    const right = await lab.backUp(`${lab.folder}/right`);
    await lab.restartService(wrong);
    window.sharing.compareNow();
    await until(() => status(window)?.phase === "ended");
    await lab.close(window);
    await lab.restartService(right);
    const later = await lab.open();
    lab.write("after all");
    await until(() => lab.isEqual(record, later));
  });

  it("shows viewers who know more exactly what it has, and then what comes", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    const restore = await lab.backUp();
    viewer = new TestViewer(lab.service.url, record.shareId);
    await writeMore("one", "two", "three");
    await until(
      async () => (await lab.isEqual(record, window)) && viewer?.shows(await lab.held(record)) === true,
    );
    await lab.restartService(restore);
    await until(() => viewer?.phase === "live" && viewer.resets > 0);
    lab.write("after the restore");
    await until(() => lab.isEqual(record, window));
    await until(async () => viewer?.shows(await lab.held(record)) === true);
  });

  it("shows the same to viewers who come back only when it has overtaken what they knew", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    const restore = await lab.backUp();
    viewer = new TestViewer(lab.proxy.url, record.shareId);
    const fleeting = lab.write("only for a while");
    await until(
      async () => (await lab.isEqual(record, window)) && viewer?.shows(await lab.held(record)) === true,
    );
    assert.ok(viewer.state.contents.size > 3);
    lab.proxy.fault = ({ url }) => (url.includes("/live") ? "drop" : "pass");
    await lab.restartService(restore);
    // What the viewer has seen is gone from the session, too, so nothing that comes will mention it.
    lab.storage.removePart(lab.sessionId, lab.messageId, fleeting);
    for (let n = 0; n < 5; n++) {
      lab.write(`part ${n}`);
      await until(() => lab.isEqual(record, window));
    }
    lab.proxy.fault = () => "pass";
    viewer.retry();
    await until(async () => viewer?.shows(await lab.held(record)) === true);
  });
});
