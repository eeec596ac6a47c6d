import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProjectId } from "./project-id.ts";

const run = promisify(execFile);

describe("the project id of a folder", () => {
  let root: string;
  let storage: string;
  let work: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "project-id-"));
    storage = join(root, "storage");
    work = join(root, "work");
    await mkdir(join(storage, "project"), { recursive: true });
    await mkdir(join(work, "packages"), { recursive: true });
  });

  afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

  const record = (id: string, worktree: string) =>
    writeFile(join(storage, "project", `${id}.json`), JSON.stringify({ id, worktree }));

  it("is the one that opencode has recorded for it, the nearest of several", async () => {
    await record("outer", root);
    await record("inner", work);
    await record("beside", join(root, "wor"));
    assert.equal(await findProjectId(join(work, "packages"), storage), "inner");
  });

  it("is the first root commit of a repository that opencode has not met", async () => {
    const git = (...args: string[]) => run("git", args, { cwd: work });
    await git("init", "-q");
    await git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "one");
    const { stdout } = await git("rev-parse", "HEAD");
    assert.equal(await findProjectId(work, join(root, "nowhere")), stdout.trim());
  });

  it("is global where there is no repository", async () => {
    assert.equal(await findProjectId(work, storage), "global");
    assert.equal(await findProjectId(join(root, "missing"), storage), "global");
  });

  it("never comes from a broken or hostile record", async () => {
    await writeFile(join(storage, "project", "half.json"), '{"id":"ha');
    await writeFile(join(storage, "project", "evil.json"), JSON.stringify({ id: "../../x", worktree: work }));
    assert.equal(await findProjectId(work, storage), "global");
  });
});
