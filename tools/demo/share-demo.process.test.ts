import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { placesIn } from "../../engine/registry/state-folder.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { root } from "../root.ts";
import { type DemoFolders, demoFolders } from "./demo-folders.ts";
import { type Demo, prepareDemo } from "./prepare-demo.ts";
import { shareDemo } from "./share-demo.ts";

describe("the share of npm start", () => {
  let temp: TempFolder;
  let folders: DemoFolders;
  let demo: Demo;
  beforeEach(async () => {
    temp = makeTempFolder("share-demo");
    folders = demoFolders(temp.path);
    demo = await prepareDemo(folders, join(root, "examples"));
  });
  afterEach(() => temp.remove());

  /** A start whose service listens where nobody does. @returns the link, and where the service was */
  async function start(lastUrl?: string): Promise<{ link: string; url: string }> {
    const service = await ServiceProcess.start({ dataDir: folders.serviceData });
    try {
      const { url } = service;
      const share = await shareDemo(folders, demo.session, { url, lastUrl: lastUrl ?? url });
      await share.dispose();
      const held = await fetch(share.link.replace("/share/", "/api/sessions/shared/"));
      assert.equal(held.status, 200);
      await held.body?.cancel();
      return { link: share.link, url };
    } finally {
      await service.stop();
    }
  }
  const idOf = (link: string) => link.split("/").at(-1);

  it("is the same at the next start, also where the service has another address then", async () => {
    const first = await start();
    const second = await start(first.url);
    assert.equal(idOf(second.link), idOf(first.link));
    assert.ok(second.link.startsWith(second.url), second.link);
  });

  it("is a new one when the service has forgotten the last, or this machine its secret or its address", async () => {
    const starts = [await start()];
    for (const forgotten of [folders.serviceData, placesIn(folders.state).secrets]) {
      rmSync(forgotten, { recursive: true });
      starts.push(await start(starts.at(-1)?.url));
    }
    starts.push(await start());
    assert.equal(new Set(starts.map(({ link }) => idOf(link))).size, starts.length);
  });
});
