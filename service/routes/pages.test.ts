import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { TestApp } from "../testing/test-app.ts";

describe("the page", () => {
  const newFolder = temporaryFolders();

  it("is the same under all three forms of a link", async () => {
    const pageDir = newFolder();
    writeFileSync(join(pageDir, "index.html"), "<p>page");
    const { app } = await TestApp.build({ pageDir });
    for (const path of ["/share/x", "/s/x", "/shared/x"]) {
      const response = await app.inject(path);
      assert.equal(response.body, "<p>page");
      assert.equal(response.headers["content-type"], "text/html; charset=utf-8");
    }
    await app.close();
  });

  it("comes with its script and its styles, and with no other file", async () => {
    const pageDir = newFolder();
    writeFileSync(join(pageDir, "page.js"), "let a");
    writeFileSync(join(pageDir, "page.css"), "p {}");
    const { app } = await TestApp.build({ pageDir });
    const script = await app.inject("/assets/page.js");
    assert.deepEqual(
      [script.body, script.headers["content-type"]],
      ["let a", "text/javascript; charset=utf-8"],
    );
    const style = await app.inject("/assets/page.css");
    assert.deepEqual([style.body, style.headers["content-type"]], ["p {}", "text/css; charset=utf-8"]);
    for (const path of ["/assets/", "/assets/..%2fpage.js", "/assets/page.js.map"])
      assert.equal((await app.inject(path)).statusCode, 404);
    await app.close();
  });

  it("comes small to browsers that take it so, and as it is to all others", async () => {
    const pageDir = newFolder();
    const script = "let words = 1;\n".repeat(1000);
    for (const name of ["page.js", "index.html"]) writeFileSync(join(pageDir, name), script);
    const { app } = await TestApp.build({ pageDir });
    for (const url of ["/assets/page.js", "/share/x"])
      for (const [accepted, encoding, read] of [
        ["gzip, deflate, br", "br", brotliDecompressSync],
        ["gzip", "gzip", gunzipSync],
        ["br;q=0, identity", undefined, (bytes: Buffer) => bytes],
      ] as const) {
        const response = await app.inject({ url, headers: { "accept-encoding": accepted } });
        assert.equal(response.headers["content-encoding"], encoding);
        assert.equal(response.headers.vary, "accept-encoding");
        assert.equal(read(response.rawPayload).toString(), script);
        assert.equal(response.rawPayload.length < 1000, encoding !== undefined);
      }
    await app.close();
  });

  for (const base of ["", "/tools/share"])
    it(`names versions of its files, which browsers keep: below ${base || "/"}`, async () => {
      const pageDir = newFolder();
      writeFileSync(
        join(pageDir, "index.html"),
        '<link href="../assets/page.css"><script src="../assets/page.js">',
      );
      writeFileSync(join(pageDir, "admin.html"), '<script src="assets/admin.js">');
      for (const name of ["page.js", "page.css", "admin.js"]) writeFileSync(join(pageDir, name), name);
      const { app } = await TestApp.build({ pageDir, publicUrl: () => `https://share.test${base}` });
      const keeping = async (url: string) => (await app.inject(url)).headers["cache-control"];
      for (const [page, count] of [
        ["/share/x", 2],
        ["/s/x", 2],
        ["/admin", 1],
      ] as const) {
        const { body, headers } = await app.inject(base + page);
        assert.equal(headers["cache-control"], "no-store");
        const files = [...body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = ""]) => {
          const { pathname, search } = new URL(address, `https://share.test${base}${page}`);
          return pathname + search;
        });
        assert.equal(files.length, count);
        for (const file of files) {
          assert.match(file, new RegExp(`^${base}/assets/[\\w.]+\\?v=[\\w-]{16}$`));
          assert.equal(await keeping(file), "public, max-age=31536000, immutable");
          for (const other of [file.replace(/\?.*/, ""), `${file}x`, `${file}&v=2`])
            assert.equal(await keeping(other), "no-store", other);
        }
      }
      assert.equal(await keeping(`${base}/share/x?v=1`), "no-store");
      await app.close();
    });

  it("names another version of a file that was built anew", async () => {
    const pageDir = newFolder();
    const build = (script: string) => {
      writeFileSync(join(pageDir, "index.html"), `<script src="../assets/page.js"><!-- ${script} -->`);
      writeFileSync(join(pageDir, "page.js"), script);
    };
    const { app } = await TestApp.build({ pageDir });
    const address = async () => /"\.\.(.*)"/.exec((await app.inject("/share/x")).body)?.[1] ?? "";
    build("let a");
    const before = await address();
    build("let longer");
    const after = await address();
    assert.notEqual(after, before);
    assert.equal((await app.inject(after)).body, "let longer");
    const late = await app.inject(before);
    assert.deepEqual([late.body, late.headers["cache-control"]], ["let longer", "no-store"]);
    await app.close();
  });

  it("says how its service knows people, and nothing of a share", async () => {
    const pageDir = newFolder();
    writeFileSync(join(pageDir, "index.html"), '<meta name="share-auth" content="none" />');
    for (const auth of ["none", "token"] as const) {
      const { app } = await TestApp.build({ pageDir, auth });
      assert.equal((await app.inject("/share/x")).body, `<meta name="share-auth" content="${auth}" />`);
      await app.close();
    }
  });

  it("says what is missing when it is not built", async () => {
    const { app } = await TestApp.build({ pageDir: newFolder() });
    const response = await app.inject("/share/x");
    assert.equal(response.statusCode, 503);
    assert.match(response.json().error.message, /npm run build/);
    await app.close();
  });

  it("welcomes whoever comes without a link", async () => {
    const { app } = await TestApp.build();
    assert.match((await app.inject("/")).body, /shows AI coding sessions/);
    await app.close();
  });
});
