import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SessionSummary } from "../sources/session-source.ts";
import { describeFolder } from "./describe-folder.ts";
import { Repositories } from "./repositories.ts";
import { workspaceSessions } from "./workspace-sessions.ts";

describe("the sessions of a repository", () => {
  let folder: string;
  let repositories: Repositories;
  const at = (...names: readonly string[]) => path.join(folder, ...names);

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "repositories-")));
    repositories = new Repositories();
    await commitIn(at("project"));
    git(at("project"), "worktree", "add", "-q", at("feature"), "-b", "feature");
    for (const name of ["a", "b"]) await mkdir(at("project", "packages", name), { recursive: true });
    await mkdir(at("feature", "packages", "a"), { recursive: true });
    await commitIn(at("another"));
    await commitIn(at("project", "vendored"));
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

  function git(cwd: string, ...args: readonly string[]): void {
    const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...who, ...args], { cwd, stdio: "ignore" });
  }

  async function commitIn(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    git(directory, "init", "-q");
    git(directory, "commit", "-q", "--allow-empty", "-m", "first");
  }

  /** Where the sessions work that are found from some folders, of one in each of these directories. */
  async function found(from: readonly string[], directories: readonly string[], isNarrow = false) {
    const sessions = directories.map(
      (directory): SessionSummary => ({
        ...{ id: directory, agentId: "opencode", title: directory, directory, parentId: undefined },
        ...{ createdAt: 0, updatedAt: 0 },
      }),
    );
    const options = isNarrow ? {} : { repositories };
    const all = await workspaceSessions({ list: async () => sessions }, from, options);
    return all.map(({ directory }) => path.relative(folder, directory).replaceAll(path.sep, "/"));
  }

  const everywhere = () => [
    at("project"),
    at("project", "packages", "a"),
    at("project", "packages", "b"),
    at("feature"),
    at("feature", "packages", "a"),
    at("another"),
    at("project", "vendored"),
    folder,
  ];
  const OF_PROJECT = ["project", "project/packages/a", "project/packages/b", "feature", "feature/packages/a"];

  it("are found from a package, its root and any worktree, and none of another repository", async () => {
    for (const from of [at("project", "packages", "a"), at("feature"), at("feature", "packages", "a")])
      assert.deepEqual(await found([from], everywhere()), OF_PROJECT);
    assert.deepEqual(await found([at("project")], everywhere()), [...OF_PROJECT, "project/vendored"]);
    assert.deepEqual(await found([at("project", "vendored")], everywhere()), ["project/vendored"]);
  });

  it("are found although their folder is gone, as long as one above it is in the repository", async () => {
    assert.deepEqual(await found([at("feature")], [at("project", "packages", "gone", "src")]), [
      "project/packages/gone/src",
    ]);
  });

  it("are those of the folder alone where that is chosen", async () => {
    assert.deepEqual(await found([at("project", "packages", "a")], everywhere(), true), [
      "project/packages/a",
    ]);
  });

  it("are found from the worktrees of a bare repository", async () => {
    git(folder, "clone", "-q", "--bare", at("project"), at("bare.git"));
    for (const name of ["one", "two"]) git(at("bare.git"), "worktree", "add", "-q", at(name), "-b", name);
    assert.deepEqual(await found([at("one")], [at("one"), at("two"), at("project")]), ["one", "two"]);
  });

  it("are not all that is below a home folder which is a repository", async () => {
    await commitIn(at("home"));
    await mkdir(at("home", "notes"));
    await mkdir(at("home", "plans"));
    repositories = new Repositories(at("home"));
    assert.deepEqual(await found([at("home", "notes")], [at("home", "notes"), at("home", "plans")]), [
      "home/notes",
    ]);
  });

  it("are none where `.git` leads nowhere", async () => {
    await mkdir(at("broken", "a"), { recursive: true });
    await writeFile(at("broken", ".git"), "not a link");
    assert.deepEqual(await found([at("broken", "a")], [at("broken")]), []);
  });

  it("are described by the way from the folder that is open, or from their checkout", async () => {
    const named = (directory: string, ...open: readonly string[]) =>
      describeFolder(directory, open, repositories);
    const here = at("project", "packages", "a");
    assert.equal(await named(here, here), "");
    assert.equal(await named(at("project", "packages", "a", "src"), here), "src");
    assert.equal(await named(at("project"), here), "project");
    assert.equal(await named(at("project", "packages", "b"), here), path.join("project", "packages", "b"));
    assert.equal(await named(at("feature", "packages", "a"), here), path.join("feature", "packages", "a"));
    assert.equal(await named(here, here, at("another")), "a");
  });
});
