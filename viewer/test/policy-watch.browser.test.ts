import assert from "node:assert/strict";
import { launchBrowser } from "../../fixtures/browser.ts";
import { PolicyViolationsError } from "../../fixtures/policy-watch.ts";
import { ShareServer } from "./share-server.ts";

describe("a browser of these tests", () => {
  it("fails at its end when a page tried what its content policy forbids, and went on", async () => {
    const script = "try { Function('1') } catch {} document.title = 'went on'";
    const body = "<!doctype html><head><script src=/a.js></script></head>";
    const server = new ShareServer(
      new Map([
        ["/", { type: "text/html", body }],
        ["/a.js", { type: "text/javascript", body: script }],
      ]),
    );
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(await server.listen());
      await page.waitForFunction(() => document.title === "went on");
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      await assert.rejects(browser.close(), PolicyViolationsError);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
