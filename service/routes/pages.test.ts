import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
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
