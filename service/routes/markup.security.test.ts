import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "../../protocol/routes.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { TestApp } from "../testing/test-app.ts";

const MARKUP = `"><img src=x onerror=alert(1)></script><script>alert(1)</script>`;

describe("markup in names, titles and addresses", () => {
  const newFolder = temporaryFolders();
  let service: TestApp;
  beforeEach(async () => {
    const pageDir = newFolder();
    mkdirSync(pageDir, { recursive: true });
    for (const name of ["index.html", "page.js", "page.css"]) writeFileSync(join(pageDir, name), "");
    service = await TestApp.build({ auth: "token", pageDir });
  });
  afterEach(() => service.app.close());

  it("is data in every answer: JSON that no browser takes for a page, and no page has it", async () => {
    const token = await service.token({
      id: MARKUP,
      name: MARKUP,
      email: MARKUP,
      org: MARKUP,
      groups: [MARKUP],
    });
    const { shareId } = await service.create(
      { title: MARKUP, audience: "people", people: [MARKUP], groups: [MARKUP] },
      token,
    );
    const answers = [
      await service.call(routes.createShare, "", { secret: token, body: { sessionId: MARKUP } }),
      await service.call(routes.createShare, "", { secret: token, body: { sessionId: "s", [MARKUP]: 1 } }),
      ...(await Promise.all(
        [routes.shareInfo, routes.readShare, routes.readManifest, routes.listShares, routes.me].map((route) =>
          service.call(route, shareId, { secret: token }),
        ),
      )),
      await service.app.inject(`/${encodeURIComponent(MARKUP)}`),
      await service.app.inject(`/api/sessions/shared/${encodeURIComponent(MARKUP)}`),
      await service.app.inject(`${routes.listShares.path}?after=${encodeURIComponent(MARKUP)}`),
    ];
    for (const { headers } of answers) {
      assert.match(String(headers["content-type"]), /^application\/json/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.match(String(headers["content-security-policy"]), /^default-src 'none'; script-src 'self';/);
    }
    for (const url of ["/", `/share/${shareId}`, `/share/${encodeURIComponent(MARKUP)}`, "/docs"]) {
      const { body } = await service.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
      assert.ok(!body.includes("onerror=alert"), url);
    }
  });
});
