import assert from "node:assert/strict";
import { combineFinders, loopbackOrigin, type ServerFinder, serverAt } from "./known-server.ts";
import { namedServer } from "./named-server.ts";

describe("the address of an opencode server", () => {
  for (const [url, origin] of [
    ["http://127.0.0.1:4096", "http://127.0.0.1:4096"],
    ["http://127.0.0.1:4096/", "http://127.0.0.1:4096"],
    ["HTTP://LOCALHOST:4096", "http://localhost:4096"],
    ["http://127.1.2.3", "http://127.1.2.3"],
    ["http://[::1]:4096", "http://[::1]:4096"],
    ["http://2130706433:4096", "http://127.0.0.1:4096"],
  ] as const)
    it(`may be ${url}`, () => assert.equal(loopbackOrigin(url), origin));

  for (const url of [
    "",
    "127.0.0.1:4096",
    "https://127.0.0.1:4096",
    "http://0.0.0.0:4096",
    "http://192.168.1.7:4096",
    "http://[::]:4096",
    "http://[::ffff:10.0.0.1]:4096",
    "http://localhost.example.com:4096",
    "http://127.0.0.1.example.com:4096",
    "http://127.example.com",
    "http://example.com#127.0.0.1",
    "http://user:password@127.0.0.1:4096",
    "http://127.0.0.1:4096/proxy/elsewhere",
    "http://127.0.0.1:4096/?to=elsewhere",
    "file:///etc/passwd",
  ])
    it(`may not be ${url || "empty"}`, () => {
      assert.equal(loopbackOrigin(url), undefined);
      assert.equal(serverAt(url, { OPENCODE_SERVER_PASSWORD: "hidden" }), undefined);
    });

  it("goes with the password that opencode itself takes from the environment", () => {
    const env = { OPENCODE_SERVER_PASSWORD: "hidden" };
    assert.deepEqual(serverAt("http://127.0.0.1:1", env)?.login, { user: "opencode", password: "hidden" });
    const other = { ...env, OPENCODE_SERVER_USERNAME: "me" };
    assert.equal(serverAt("http://127.0.0.1:1", other)?.login?.user, "me");
    assert.equal(serverAt("http://127.0.0.1:1", {})?.login, undefined);
  });

  it("that the setting names is read anew each time, and refused once in so many words", async () => {
    const reports: string[] = [];
    let url = "";
    const onDidChange = () => ({ dispose() {} });
    const finder = namedServer({
      url: () => url,
      onDidChange,
      env: {},
      report: (said) => reports.push(said),
    });
    assert.deepEqual([await finder.find(), reports], [[], []]);
    url = "http://me:hidden@192.168.1.7:4096";
    assert.deepEqual([await finder.find(), await finder.find()], [[], []]);
    assert.equal(reports.length, 1);
    assert.doesNotMatch(reports.join(), /hidden|192/);
    url = "http://127.0.0.1:4096";
    assert.equal((await finder.find())[0]?.origin, url);
  });

  it("is followed once, however many name it", async () => {
    const finder = (...servers: ReturnType<typeof serverAt>[]): ServerFinder => ({
      find: async () => servers.filter((server) => server !== undefined),
      watch: () => ({ dispose() {} }),
    });
    const [one, other] = ["http://127.0.0.1:1", "http://127.0.0.1:2"].map((url) => serverAt(url, {}));
    const withPassword = serverAt("http://127.0.0.1:1", { OPENCODE_SERVER_PASSWORD: "hidden" });
    const found = await combineFinders([finder(withPassword), finder(one, other)]).find();
    assert.deepEqual(found, [withPassword, other]);
  });
});
