import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { OnSome, SessionSummary } from "../sources/session-source.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { folderOf } from "./folder-of.ts";
import { isWithin } from "./is-within.ts";
import { workspaceSessions } from "./workspace-sessions.ts";

describe("the sessions of a workspace", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "workspace-")));
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

  it("are the root sessions of its folders and below, also through a link, last updated first", async () => {
    const project = path.join(folder, "project");
    const link = path.join(folder, "link");
    await mkdir(path.join(project, "packages", "a"), { recursive: true });
    await symlink(project, link, "dir");
    let now = 1_790_000_000_000;
    const storage = new SqliteStorage(path.join(folder, "data"), { now: () => (now += 1000) });
    const root = storage.createSession({ directory: project, title: "root" });
    storage.createSession({ directory: project, title: "sub-agent", parentId: root });
    storage.createSession({ directory: path.join(project, "packages", "a"), title: "below" });
    storage.createSession({ directory: path.join(folder, "project-2"), title: "another project" });
    storage.createSession({ directory: link, title: "through a link" });
    const source = openOpencodeSource(findStorage({ storagePath: storage.dataDir, env: {} }), { watchFiles });
    try {
      const titles = (await workspaceSessions(source, [project])).map(({ title }) => title);
      assert.deepEqual(titles, ["through a link", "below", "root"]);
      assert.deepEqual(await workspaceSessions(source, []), []);
    } finally {
      source.dispose();
      storage.close();
    }
  });

  it("are none that have no folder, wherever this program was started", async () => {
    const session: SessionSummary = {
      ...{
        id: "ses_1",
        agentId: "opencode",
        title: "migrated",
        directory: "",
        parentId: undefined,
        createdAt: 0,
        updatedAt: 0,
      },
    };
    assert.deepEqual(await workspaceSessions({ list: async () => [session] }, [process.cwd()]), []);
    assert.equal(await folderOf("", [process.cwd()]), undefined);
  });

  it("are told of while a large storage is still being read, without the others", async () => {
    const session = (title: string, directory: string, parentId?: string): SessionSummary => ({
      ...{ id: title, agentId: "opencode", title, directory, parentId, createdAt: 0, updatedAt: 0 },
    });
    const some = [session("root", folder), session("other", "/other"), session("child", folder, "root")];
    const told = Promise.withResolvers<readonly SessionSummary[]>();
    const source = {
      list: async (onSome?: OnSome) => {
        onSome?.(some);
        return some;
      },
    };
    await workspaceSessions(source, [folder], { onSome: told.resolve });
    assert.deepEqual(await told.promise, [some[0]]);
  });
});

describe("isWithin", () => {
  const cases: readonly [string, string, boolean][] = [
    ["/a/b", "/a/b", true],
    ["/a/b", "/a/b/c", true],
    ["/a/b", "/a/bc", false],
    ["/a/b", "/a", false],
    ["/a", "/a/..b", true],
    ["/", "/a", true],
  ];
  for (const [root, directory, expected] of cases)
    it(`says ${expected} of ${directory} in ${root}`, () =>
      assert.equal(isWithin(root, directory), expected));
});
