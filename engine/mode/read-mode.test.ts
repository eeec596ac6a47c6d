import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unfitFiles } from "../../fixtures/unfit-files.ts";
import { AutoConsent } from "./auto-consent.ts";
import { opencodeConfig } from "./opencode-config.ts";
import { type ModeCircumstances, readMode } from "./read-mode.ts";
import type { ModeSetting } from "./share-mode.ts";

const SERVICE = "https://share.example";

describe("the mode of a directory, read from its files", () => {
  let home: string;
  let folder: string;
  let consent: AutoConsent;

  beforeEach(async () => {
    home = await realpath(await mkdtemp(path.join(tmpdir(), "mode-")));
    folder = path.join(home, "project");
    await mkdir(folder);
    const values = new Map<string, unknown>();
    consent = new AutoConsent({
      get: <T>(key: string) => values.get(key) as T | undefined,
      update: async (key, value) => void values.set(key, value),
    });
  });
  afterEach(() => rm(home, { recursive: true, maxRetries: 10 }));

  const write = async (name: string, content: unknown) => {
    const file = path.join(home, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  };
  const read = (changes: Partial<ModeCircumstances> = {}, directory = folder) =>
    readMode(directory, {
      user: undefined,
      isTrusted: true,
      folder,
      workspaceFile: undefined,
      configs: [opencodeConfig],
      machine: { env: {}, home, platform: "linux" },
      serviceUrl: SERVICE,
      policyOf: () => undefined,
      consent,
      ...changes,
    });
  const named = ({ mode, from }: ModeSetting) =>
    `${mode} by ${from.kind === "file" ? path.relative(home, from.path).replaceAll("\\", "/") : from.kind}`;

  it("is manual when nobody says anything", async () => {
    assert.equal(named(await read()), "manual by default");
  });

  for (const { name, place } of unfitFiles)
    for (const file of [
      ".vscode/settings.json",
      "a.code-workspace",
      "opencode.json",
      ".opencode/opencode.json",
    ])
      it(`is disabled while ${file} is ${name}, and says why`, async () => {
        const at = path.join(folder, file);
        await mkdir(path.dirname(at), { recursive: true });
        place(at);
        const reading = await read({
          isTrusted: false,
          workspaceFile: path.join(folder, "a.code-workspace"),
        });
        assert.equal(named(reading), `disabled by project/${file}`);
        assert.match(reading.problems[0]?.problem ?? "", /^it is (?:not a regular file|larger than 1 MB)$/);
      });

  it("is disabled while the workspace's settings are nested without end", async () => {
    await write("project/.vscode/settings.json", "[".repeat(500_000));
    assert.equal(named(await read()), "disabled by project/.vscode/settings.json");
  });

  const files: readonly [string, unknown][] = [
    ["project/.vscode/settings.json", { "opencode.share": "disabled" }],
    ["project/opencode.json", { share: "disabled" }],
    ["project/.opencode/opencode.jsonc", '{ /* no */ "share": "disabled", }'],
    ["opencode.json", { share: "disabled" }],
    [".config/opencode/opencode.json", { share: "disabled" }],
    [".config/opencode/opencode.jsonc", '{ // no\n"share": "disabled" }'],
    [".config/opencode/config.json", { share: "disabled" }],
    [".opencode/opencode.json", { share: "disabled" }],
    ["w.code-workspace", { folders: [], settings: { "opencode.share": "disabled" } }],
  ];
  for (const isTrusted of [true, false])
    for (const [name, content] of files)
      it(`is disabled by ${name} in a${isTrusted ? " trusted" : "n untrusted"} workspace, whatever else is said`, async () => {
        const workspaceFile = path.join(home, "w.code-workspace");
        for (const [other] of files)
          await write(other, other.includes("settings") || other.startsWith("w.") ? {} : { share: "auto" });
        await write(name, content);
        const reading = await read({ isTrusted, user: "auto", workspaceFile });
        assert.equal(named(reading), `disabled by ${name}`);
        assert.deepEqual(reading.problems, []);
      });

  it("points at the word that decided", async () => {
    const text = '{\n  // ours\n  "editor.tabSize": 2,\n  "opencode.share": "disabled"\n}';
    await write("project/.vscode/settings.json", text);
    const { from } = await read();
    assert.ok(from.kind === "file");
    assert.equal(text.slice(from.offset), '"disabled"\n}');
  });

  it("is automatic by a workspace only after the user's consent for it and the service", async () => {
    await write("project/opencode.json", { share: "auto" });
    const scope = { kind: "workspace", folder } as const;
    const before = await read();
    assert.equal(before.mode, "manual");
    assert.deepEqual(before.consentScope, scope);
    await consent.remember(scope, SERVICE, false);
    assert.equal((await read()).mode, "manual");
    await consent.remember(scope, SERVICE, true);
    assert.equal(named(await read()), "auto by project/opencode.json");
    assert.equal(named(await read({ isTrusted: false })), "manual by trust");
    assert.equal((await read({ serviceUrl: "https://other.example" })).mode, "manual");
    assert.equal((await read({ serviceUrl: undefined })).mode, "manual");
  });

  it("is automatic by the user's opencode config as by their setting, unless the setting says otherwise", async () => {
    await write(".config/opencode/opencode.json", { autoshare: true });
    assert.deepEqual((await read()).consentScope, { kind: "user" });
    await consent.remember({ kind: "user" }, SERVICE, true);
    assert.equal(named(await read()), "auto by .config/opencode/opencode.json");
    assert.equal(named(await read({ user: "manual" })), "manual by setting");
  });

  it("is decided by the config nearest to the session's own directory", async () => {
    await write("project/packages/a/opencode.json", { share: "disabled" });
    assert.equal((await read()).mode, "manual");
    const inner = path.join(folder, "packages", "a", "src");
    await mkdir(inner);
    assert.equal(named(await read({}, inner)), "disabled by project/packages/a/opencode.json");
  });

  it("is disabled while a config is broken, and says why", async () => {
    await write("project/opencode.json", '{\n  "share": auto\n}');
    const reading = await read({ user: "auto" });
    assert.equal(named(reading), "disabled by project/opencode.json");
    assert.match(reading.problems[0]?.problem ?? "", /line 2/);
    await write("project/opencode.json", "{}");
    assert.deepEqual((await read()).problems, []);
  });

  it("is disabled by a setting that nobody understands", async () => {
    assert.equal(named(await read({ user: "of" })), "disabled by setting");
    await write("project/.vscode/settings.json", { "opencode.share": false });
    assert.equal(named(await read()), "disabled by project/.vscode/settings.json");
  });

  it("is disabled by the service, which is named", async () => {
    const { mode, from } = await read({ policyOf: () => ({ sharing: false }) });
    assert.deepEqual([mode, from], ["disabled", { kind: "service", name: "share.example" }]);
  });
});
