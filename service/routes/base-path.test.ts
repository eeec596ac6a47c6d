import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";
import { basePathOf, withoutBasePath } from "./base-path.ts";

describe("a service below a path", () => {
  it("is found whether a proxy takes the path away or not", () => {
    for (const [url, basePath, expected] of [
      ["/tools/share/healthz", "/tools/share", "/healthz"],
      ["/tools/share/share/abc?x=1", "/tools/share", "/share/abc?x=1"],
      ["/tools/share", "/tools/share", "/"],
      ["/tools/share/", "/tools/share", "/"],
      ["/tools/share?x", "/tools/share", "/?x"],
      ["/tools/shared/abc", "/tools/share", "/tools/shared/abc"],
      ["/healthz", "/tools/share", "/healthz"],
      ["/share/abc", "/share", "/share/abc"],
      ["/share/share/abc", "/share", "/share/abc"],
      ["/share/api/policy", "/share", "/api/policy"],
      ["/api/policy", "/api", "/api/policy"],
      ["/api/api/policy", "/api", "/api/policy"],
      ["/anything", "", "/anything"],
    ] as const)
      assert.equal(withoutBasePath(url, basePath), expected, `${url} below ${basePath || "nothing"}`);
  });

  it("is found by the path of its public address, with or without a slash at the end", () => {
    for (const [publicUrl, basePath] of [
      ["https://share.test", ""],
      ["https://share.test/", ""],
      ["https://share.test/tools/share", "/tools/share"],
      ["https://share.test/tools/share//", "/tools/share"],
      ["", ""],
    ] as const)
      assert.equal(basePathOf(publicUrl), basePath);
  });

  it("has its front page, its API and its documentation there, and every address in them", async () => {
    const service = await TestApp.build({ publicUrl: () => "https://host.test/tools/share" });
    const get = (url: string) => service.app.inject({ url });
    try {
      for (const base of ["", "/tools/share"]) {
        assert.equal((await get(`${base}${routes.health.path}`)).statusCode, 200);
        const welcome = (await get(`${base}/`)).body;
        assert.ok(welcome.includes('href="/tools/share/docs"'), welcome);
        for (const docs of ["/docs", "/docs/"]) {
          const page = (await get(base + docs)).body;
          const addresses = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(
            ([, address = ""]) => new URL(address, `https://host.test/tools/share${docs}`),
          );
          assert.ok(addresses.length > 3);
          for (const { pathname } of addresses) {
            assert.ok(pathname.startsWith("/tools/share/docs/static/"), pathname);
            assert.equal((await get(pathname)).statusCode, 200, pathname);
          }
        }
        const { servers } = (await get(`${base}/docs/json`)).json();
        assert.deepEqual(servers, [{ url: "/tools/share" }]);
      }
      assert.equal((await get("/tools/other/healthz")).statusCode, 404);
    } finally {
      await service.app.close();
    }
  });

  it("knows every address that the service has", async () => {
    const service = await TestApp.build();
    await service.app.ready();
    const all = service.app.printRoutes({ commonPrefix: false });
    await service.app.close();
    // A tree below "/".
    const roots = new Set([...all.matchAll(/^ {4}[├└]── ([a-z]+)/gm)].map(([, root = ""]) => root));
    assert.ok(roots.size > 5, all);
    for (const root of roots) assert.equal(withoutBasePath(`/base/${root}`, "/base"), `/${root}`, root);
  });
});
