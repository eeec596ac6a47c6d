import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unfitFiles } from "../../fixtures/unfit-files.ts";
import type { AgentConfig } from "./agent-config.ts";
import { opencodeConfig } from "./opencode-config.ts";
import { readProjectConfig, readUserConfig } from "./project-config.ts";
import { projectFolders } from "./project-folders.ts";

/** opencode's forms, in the places that a test names. */
const configIn = (places: ReturnType<AgentConfig["userPlaces"]>): AgentConfig => ({
  ...opencodeConfig,
  userPlaces: () => places,
});
const MACHINE = { env: {}, home: "/home/me", platform: "linux" } as const;
const readIn = (...places: Parameters<typeof configIn>) => readUserConfig([configIn(...places)], MACHINE);

describe("the opencode configs of a project", () => {
  let home: string;
  beforeEach(async () => {
    home = await realpath(await mkdtemp(path.join(tmpdir(), "project-")));
  });
  afterEach(() => rm(home, { recursive: true, maxRetries: 10 }));

  const write = async (name: string, text: string) => {
    const file = path.join(home, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  const folder = async (name: string) => {
    await mkdir(path.join(home, name), { recursive: true });
    return path.join(home, name);
  };
  const read = async (directory: string, workspaceFolder = directory) => {
    const folders = await projectFolders(directory, { workspaceFolder, home });
    const { voice, problems } = await readProjectConfig(folders, [opencodeConfig]);
    const from = voice?.from.kind === "file" ? path.relative(home, voice.from.path) : undefined;
    return voice ? [voice.mode, from, problems.length] : undefined;
  };

  it("say nothing where there are none", async () => {
    assert.equal(await read(await folder("repo/a")), undefined);
  });

  for (const name of [
    "opencode.json",
    "opencode.jsonc",
    ".opencode/opencode.json",
    ".opencode/opencode.jsonc",
  ])
    it(`are found as ${name}`, async () => {
      await write(`repo/${name}`, '{ "share": "auto" }');
      assert.deepEqual(await read(await folder("repo/a/b")), ["auto", path.join("repo", name), 0]);
    });

  it("speak with the nearest to the folder", async () => {
    await write("repo/opencode.json", '{ "share": "auto" }');
    await write("repo/a/opencode.json", '{ "share": "manual" }');
    assert.deepEqual(await read(await folder("repo/a/b")), ["manual", "repo/a/opencode.json", 0]);
    assert.deepEqual(await read(await folder("repo")), ["auto", "repo/opencode.json", 0]);
  });

  it("are passed over when they say nothing about sharing", async () => {
    await write("repo/opencode.json", '{ "share": "manual" }');
    await write("repo/a/opencode.json", '{ "model": "x/y" }');
    assert.deepEqual(await read(await folder("repo/a")), ["manual", "repo/opencode.json", 0]);
  });

  it("disable from however far up, whatever a nearer one says", async () => {
    await write("repo/opencode.json", '{ "share": "disabled" }');
    await write("repo/a/opencode.json", '{ "share": "auto" }');
    assert.deepEqual(await read(await folder("repo/a/b")), ["disabled", "repo/opencode.json", 0]);
  });

  it("disable when one of them is broken", async () => {
    await write("repo/opencode.json", '{ "share": ');
    await write("repo/a/opencode.json", '{ "share": "auto" }');
    assert.deepEqual(await read(await folder("repo/a")), ["disabled", "repo/opencode.json", 1]);
  });

  it("end at the root of the repository, be .git a folder or the file of a worktree", async () => {
    await write("opencode.json", '{ "share": "disabled" }');
    await folder("repo/.git");
    await write("tree/.git", "gitdir: elsewhere");
    assert.equal(await read(await folder("repo/a")), undefined);
    assert.equal(await read(await folder("tree/a")), undefined);
  });

  it("end at the home folder, which is heard", async () => {
    await write("opencode.json", '{ "share": "manual" }');
    assert.deepEqual(await read(await folder("a/b")), ["manual", "opencode.json", 0]);
    const inner = await folder("inner/home");
    const folders = await projectFolders(await folder("inner/home/a"), { home: inner });
    assert.deepEqual(folders, [path.join(inner, "a"), inner]);
  });

  it("end at the top of the disk", async () => {
    assert.equal((await projectFolders(home, { home: "/nowhere" })).at(-1), path.parse(home).root);
  });

  it("of the workspace are heard from inside a repository within it, too", async () => {
    const workspace = await folder("workspace");
    await write("workspace/opencode.json", '{ "share": "disabled" }');
    await folder("workspace/vendor/.git");
    assert.equal(await read(await folder("workspace/vendor")), undefined);
    assert.deepEqual(await read(path.join(workspace, "vendor"), workspace), [
      "disabled",
      "workspace/opencode.json",
      0,
    ]);
  });

  it("are those of the real folder when it was opened through a link", async () => {
    await write("repo/opencode.json", '{ "share": "disabled" }');
    await symlink(await folder("repo/a"), path.join(home, "link"), "dir");
    assert.deepEqual(await read(path.join(home, "link")), ["disabled", "repo/opencode.json", 0]);
  });

  it("may be folders by name only", async () => {
    await folder("repo/opencode.json");
    await write("repo/.opencode", "a file");
    assert.equal(await read(await folder("repo")), undefined);
  });

  for (const { name, place } of unfitFiles)
    for (const file of ["opencode.json", ".opencode/opencode.jsonc"])
      it(`that are ${name} count as disabled, as ${file}, and say why`, async () => {
        await folder("repo/.opencode");
        place(path.join(home, "repo", file));
        const { voice, problems } = await readProjectConfig([path.join(home, "repo")], [opencodeConfig]);
        assert.equal(voice?.mode, "disabled");
        assert.match(problems[0]?.problem ?? "", /^it is (?:not a regular file|larger than 1 MB)$/);
      });

  it("that are nested without end count as disabled", async () => {
    await write("repo/opencode.json", "[".repeat(500_000));
    assert.deepEqual(await read(await folder("repo")), ["disabled", "repo/opencode.json", 1]);
  });

  it("that cannot be opened count as disabled", async () => {
    const loop = path.join(await folder("repo"), "opencode.json");
    await symlink(loop, loop);
    assert.deepEqual(await read(await folder("repo")), ["disabled", "repo/opencode.json", 1]);
  });

  it("of the user have one more name", async () => {
    const file = await write("config/opencode/config.json", '{ "autoshare": true }');
    const { voice } = await readIn({ files: [file], inline: undefined });
    assert.deepEqual(voice, { mode: "auto", from: { kind: "file", path: file, offset: 15 } });
  });

  it("in an environment variable speak before those in files, and cannot undo what these disable", async () => {
    const inline = { name: "OPENCODE_CONFIG_CONTENT", text: '{ "share": "manual" }' };
    const from = { kind: "environment", name: inline.name };
    const file = await write("config/opencode/opencode.json", '{ "share": "auto" }');
    const { voice } = await readIn({ files: [file], inline });
    assert.deepEqual(voice, { mode: "manual", from });
    await write("config/opencode/opencode.json", '{ "share": "disabled" }');
    assert.equal((await readIn({ files: [file], inline })).voice?.mode, "disabled");
  });

  it("in an environment variable count as disabled when they are broken", async () => {
    const inline = { name: "OPENCODE_CONFIG_CONTENT", text: "{ share" };
    const { voice } = await readIn({ files: [], inline });
    assert.deepEqual(voice, { mode: "disabled", from: { kind: "environment", name: inline.name } });
  });
});

describe("the configs of several agents", () => {
  let home: string;
  beforeEach(async () => {
    home = await realpath(await mkdtemp(path.join(tmpdir(), "agents-")));
  });
  afterEach(() => rm(home, { recursive: true, maxRetries: 10 }));

  const agent = (name: string): AgentConfig => ({
    projectFiles: [name],
    userPlaces: () => ({ files: [path.join(home, "user", name)], inline: undefined }),
    parse: opencodeConfig.parse,
  });
  const configs = [agent("a.json"), agent("b.json")];
  const write = async (file: string, share: string) => {
    await mkdir(path.dirname(path.join(home, file)), { recursive: true });
    await writeFile(path.join(home, file), JSON.stringify({ share }));
  };
  const readings = {
    "in a project": () => readProjectConfig([path.join(home, "user")], configs),
    "outside of projects": () => readUserConfig(configs, MACHINE),
  };
  for (const [where, read] of Object.entries(readings)) {
    it(`${where} speak in the order of the agents`, async () => {
      assert.equal((await read()).voice, undefined);
      await write("user/b.json", "manual");
      assert.equal((await read()).voice?.mode, "manual");
      await write("user/a.json", "auto");
      assert.equal((await read()).voice?.mode, "auto");
    });

    it(`${where} are heard from each when they disable, and say what is wrong with each`, async () => {
      await write("user/a.json", "auto");
      await write("user/b.json", "never");
      const { voice, problems } = await read();
      assert.equal(voice?.mode, "disabled");
      assert.deepEqual(
        problems.map((problem) => path.basename(problem.path)),
        ["b.json"],
      );
    });
  }
});

describe("the user's own opencode config", () => {
  const foldersOf = (env: Record<string, string>, platform: NodeJS.Platform = "linux") => [
    ...new Set(
      opencodeConfig.userPlaces({ ...MACHINE, env, platform }).files.map((file) => path.dirname(file)),
    ),
  ];
  const cases = [
    ["linux", {}, ["/etc/opencode", "/home/me/.opencode", "/home/me/.config/opencode"]],
    ["linux", { XDG_CONFIG_HOME: "/cfg" }, ["/etc/opencode", "/home/me/.opencode", "/cfg/opencode"]],
    ["linux", { XDG_CONFIG_HOME: "x" }, ["/etc/opencode", "/home/me/.opencode", "/home/me/.config/opencode"]],
    [
      "linux",
      { OPENCODE_CONFIG_DIR: "/team", OPENCODE_CONFIG: "/own/config.json" },
      ["/etc/opencode", "/team", "/home/me/.opencode", "/own", "/home/me/.config/opencode"],
    ],
    [
      "darwin",
      {},
      ["/Library/Application Support/opencode", "/home/me/.opencode", "/home/me/.config/opencode"],
    ],
  ] as const;
  for (const [platform, env, folders] of cases)
    it(`is looked for in ${folders.join(" and ")} with ${JSON.stringify(env)} on ${platform}`, () =>
      assert.deepEqual(foldersOf({ ...env }, platform), folders));
});
