import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { findNginx } from "./bring-nginx.ts";

describe("the search for an nginx", () => {
  const search = (env: NodeJS.ProcessEnv, ...there: readonly string[]) =>
    findNginx({ env, exists: (path) => there.includes(path) });

  it("takes the one that is named, before the system's", () =>
    assert.equal(search({ NGINX_PATH: "/opt/nginx" }, "/opt/nginx", "/usr/sbin/nginx"), "/opt/nginx"));

  it("says that the named one is not there", () =>
    assert.throws(() => search({ NGINX_PATH: "/opt/nginx" }, "/usr/sbin/nginx"), /\/opt\/nginx/));

  it("takes the first on the PATH, and looks where systems keep it, which people's PATH leaves out", () => {
    const [inB, system] = [join("/b", "nginx"), join("/usr/sbin", "nginx")];
    assert.equal(search({ PATH: ["/a", "/b"].join(delimiter) }, inB, system), inB);
    assert.equal(search({ PATH: "/a" }, system), system);
    assert.equal(search({ PATH: "" }), undefined);
  });
});
