import assert from "node:assert/strict";
import { ServiceClient } from "../../client/service-client.ts";
import { MAX_TITLE_LENGTH } from "../../protocol/limits.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { ShareLab } from "../testing/share-lab.ts";
import { TestViewer } from "../testing/test-viewer.ts";
import type { TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";

describe("the title of a share", () => {
  let lab: ShareLab;
  let window: TestWindow;

  beforeEach(async () => {
    lab = await ShareLab.start();
    window = await lab.open();
  });
  afterEach(() => lab.stop());

  const rename = (title: string | null) => lab.storage.changeSession(lab.sessionId, { title });
  const knownTo = ({ registry }: TestWindow, { shareId }: LocalShare) => registry.get(shareId)?.title;
  const atService = async ({ shareId }: LocalShare) =>
    (await new ServiceClient(lab.service.url).read(shareId)).share.title;

  it("follows the session's, in every window, at the service and for who reads along", async () => {
    const other = await lab.open();
    const record = await lab.share(window);
    const viewer = new TestViewer(lab.service.url, record.shareId);
    await until(() => viewer.state.contents.size > 0);
    for (const title of ["Named by the model", "Renamed by hand"]) {
      rename(title);
      await until(async () => (await atService(record)) === title);
      await until(() => knownTo(window, record) === title && knownTo(other, record) === title);
      await until(() => viewer.share?.title === title);
    }
    viewer.dispose();
  });

  it("follows a renaming that happened while no window was open", async () => {
    const record = await lab.share(window);
    await lab.close(window);
    rename("Renamed meanwhile");
    const again = await lab.open();
    await until(() => knownTo(again, record) === "Renamed meanwhile");
    assert.equal(await atService(record), "Renamed meanwhile");
  });

  it("follows once the service is back", async () => {
    const record = await lab.share(window);
    await until(() => window.sharing.list()[0]?.status.phase === "synced");
    lab.proxy.fault = () => ({ status: 503 });
    rename("Renamed in the dark");
    await until(() => window.sharing.list()[0]?.status.phase === "paused");
    lab.proxy.fault = () => "pass";
    await until(() => knownTo(window, record) === "Renamed in the dark");
    assert.equal(await atService(record), "Renamed in the dark");
  });

  it("is cut where titles end, and stays when the session has none any more", async () => {
    const record = await lab.share(window);
    rename("🦊".repeat(MAX_TITLE_LENGTH));
    await until(async () => (await atService(record)).startsWith("🦊"));
    const cut = await atService(record);
    assert.ok(cut.length <= MAX_TITLE_LENGTH && cut.isWellFormed());
    rename("");
    lab.write("after that");
    await until(() => lab.isEqual(record, window));
    assert.equal(await atService(record), cut);
  });

  it("stays as it is in a snapshot", async () => {
    const record = await lab.share(window, { mode: "snapshot" });
    const live = await lab.share(window, {}, otherSession());
    rename("Renamed later");
    lab.storage.changeSession(live.sessionId, { title: "Another name" });
    await until(() => knownTo(window, live) === "Another name");
    assert.equal(knownTo(window, record), "A session");
    assert.equal(await atService(record), "A session");
  });

  const otherSession = () => {
    const id = lab.storage.createSession({ directory: "/work", title: "Another" });
    lab.storage.putMessage(id, { role: "user", time: { created: 1 } });
    return id;
  };
});
