import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { TestApp } from "../testing/test-app.ts";

const strict = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, noarchive",
  "cache-control": "no-store",
  "permissions-policy":
    "accelerometer=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const docs = {
  ...strict,
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';",
};
/** Headers that say something about one answer, not about the policy. */
const varying = ["content-length", "content-type", "date", "connection", "etag", "vary", "transfer-encoding"];

describe("the headers of every answer", () => {
  const newFolder = temporaryFolders();
  let service: TestApp;
  beforeEach(async () => {
    const pageDir = newFolder();
    mkdirSync(pageDir, { recursive: true });
    for (const name of ["index.html", "page.js", "page.css", "admin.html", "admin.js", "admin.css"])
      writeFileSync(`${pageDir}/${name}`, "");
    service = await TestApp.build({ pageDir });
  });
  afterEach(() => service.app.close());

  const addresses: [string, object][] = [
    ["/", strict],
    ["/share/x", strict],
    ["/s/x", strict],
    ["/shared/x", strict],
    ["/assets/page.js", strict],
    ["/assets/page.css", strict],
    ["/admin", strict],
    ["/assets/admin.js", strict],
    ["/assets/admin.css", strict],
    ["/api/admin/shares", strict],
    ["/metrics", strict],
    ["/healthz", strict],
    ["/nothing", strict],
    ["/api/sessions/shared/%zz", strict],
    ["/api/sessions/shared/nobody", strict],
    ["/api/sessions/shared/nobody/live", strict],
    ["/docs/json", docs],
    ["/docs", docs],
  ];
  for (const [address, expected] of addresses)
    it(`are these for ${address}, and none for other origins`, async () => {
      const { headers } = await service.app.inject({
        url: address,
        headers: { origin: "https://evil.test" },
      });
      for (const name of varying) delete headers[name];
      if (address === "/docs") for (const name of ["accept-ranges", "last-modified"]) delete headers[name];
      assert.deepEqual({ ...headers }, expected);
    });

  it("are these for a share that can be read", async () => {
    const { shareId } = await service.create();
    const { headers } = await service.app.inject(`/api/sessions/shared/${shareId}`);
    for (const name of varying) delete headers[name];
    assert.deepEqual({ ...headers }, strict);
  });
});
