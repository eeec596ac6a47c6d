import assert from "node:assert/strict";
import {
  effectiveMode,
  type ModeInputs,
  type ModeSetting,
  readShareMode,
  type SettingOrigin,
  type ShareMode,
} from "./share-mode.ts";

const MODES: readonly (ShareMode | undefined)[] = [undefined, "auto", "manual", "disabled"];
const BOTH = [false, true] as const;
const file = (path: string): SettingOrigin => ({ kind: "file", path, offset: 0 });
const voice = (mode: ShareMode | undefined, path: string): readonly ModeSetting[] =>
  mode ? [{ mode, from: file(path) }] : [];

const NOTHING: ModeInputs = {
  user: undefined,
  config: undefined,
  workspace: [],
  service: undefined,
  isTrusted: true,
  consent: { user: false, workspace: false },
};

/** Every combination of what all voices but the user's two can say. */
function* surroundings(): Generator<Pick<ModeInputs, "workspace" | "service" | "isTrusted" | "consent">> {
  for (const workspaceSetting of MODES)
    for (const folderSetting of MODES)
      for (const project of MODES)
        for (const isOff of [undefined, ...BOTH])
          for (const isTrusted of BOTH)
            for (const user of BOTH)
              for (const workspace of BOTH)
                yield {
                  workspace: [
                    ...voice(workspaceSetting, "/w.code-workspace"),
                    ...voice(folderSetting, "/w/.vscode/settings.json"),
                    ...voice(project, "/w/opencode.json"),
                  ],
                  service: {
                    name: "share.example",
                    policy: isOff === undefined ? undefined : { sharing: !isOff },
                  },
                  isTrusted,
                  consent: { user, workspace },
                };
}

/** The rules once more, as the strictest of limits instead of as a sequence of decisions. */
function expectedMode({ user, config, workspace, service, isTrusted, consent }: ModeInputs): ShareMode {
  const asked = workspace.map(({ mode }) => mode);
  const own = user ?? config?.mode;
  const isAgreed = (own === "auto" && consent.user) || (asked.includes("auto") && consent.workspace);
  const limits: ShareMode[] = [
    ...asked.filter((mode) => mode !== "auto"),
    user === "disabled" || config?.mode === "disabled" ? "disabled" : "auto",
    service?.policy?.sharing === false ? "disabled" : "auto",
    isTrusted && isAgreed ? "auto" : "manual",
  ];
  if (limits.includes("disabled")) return "disabled";
  return limits.includes("manual") ? "manual" : "auto";
}

describe("the effective share mode", () => {
  for (const user of MODES)
    for (const config of MODES)
      it(`follows the rules whatever else is said when the user's setting says ${user} and their opencode config ${config}`, () => {
        let seen = 0;
        for (const surrounding of surroundings()) {
          const inputs: ModeInputs = {
            ...surrounding,
            user,
            config: voice(config, "/home/opencode.json")[0],
          };
          const held = effectiveMode(inputs);
          const told = JSON.stringify(inputs);
          assert.equal(held.mode, expectedMode(inputs), told);
          assertNamesItsSource(held, inputs, told);
          assertAsksOnlyForWhatHelps(held, inputs, told);
          seen++;
        }
        assert.equal(seen, 1536);
      });

  function assertNamesItsSource({ mode, from }: ModeSetting, inputs: ModeInputs, told: string): void {
    if (from.kind === "setting") assert.equal(inputs.user, mode, told);
    if (from.kind === "service") assert.equal(inputs.service?.policy?.sharing, false, told);
    if (from.kind === "trust") assert.ok(!inputs.isTrusted && mode === "manual", told);
    if (from.kind === "default") assert.equal(mode, "manual", told);
    if (from.kind === "file")
      assert.ok(
        [...inputs.workspace, inputs.config].some((said) => said?.mode === mode && said.from === from),
        told,
      );
  }

  /** A consent that is asked for makes sharing automatic, and nobody is asked for one that was given. */
  function assertAsksOnlyForWhatHelps(
    { mode, awaiting }: ReturnType<typeof effectiveMode>,
    inputs: ModeInputs,
    told: string,
  ): void {
    const agreed = (scope: "user" | "workspace") => ({
      ...inputs,
      consent: { ...inputs.consent, [scope]: true },
    });
    if (awaiting) {
      assert.equal(mode, "manual", told);
      assert.equal(awaiting.voice.mode, "auto", told);
      assert.equal(inputs.consent[awaiting.scope], false, told);
      assert.equal(effectiveMode(agreed(awaiting.scope)).mode, "auto", told);
    } else if (mode !== "auto")
      for (const scope of ["user", "workspace"] as const)
        assert.notEqual(effectiveMode(agreed(scope)).mode, "auto", told);
  }

  const both = { user: true, workspace: true };
  const told: readonly [string, Partial<ModeInputs>, ShareMode, SettingOrigin["kind"]][] = [
    ["nobody says anything", {}, "manual", "default"],
    ["the user says auto and has agreed", { user: "auto", consent: both }, "auto", "setting"],
    ["the user says auto and has not agreed yet", { user: "auto" }, "manual", "default"],
    ["a project wants auto", { workspace: voice("auto", "/p") }, "manual", "default"],
    [
      "a project wants auto and the user has agreed",
      { workspace: voice("auto", "/p"), consent: both },
      "auto",
      "file",
    ],
    [
      "a project wants auto, the user said manual and has agreed",
      { user: "manual", workspace: voice("auto", "/p"), consent: both },
      "auto",
      "file",
    ],
    [
      "a project says manual to a user's auto",
      { user: "auto", workspace: voice("manual", "/p"), consent: both },
      "manual",
      "file",
    ],
    [
      "the user's opencode config says auto, their setting manual",
      { user: "manual", config: voice("auto", "/c")[0], consent: both },
      "manual",
      "setting",
    ],
    [
      "the user's opencode config says disabled, their setting auto",
      { user: "auto", config: voice("disabled", "/c")[0], consent: both },
      "disabled",
      "file",
    ],
    ["the workspace is not trusted", { user: "auto", consent: both, isTrusted: false }, "manual", "trust"],
    [
      "an untrusted project says disabled",
      { workspace: voice("disabled", "/p"), isTrusted: false },
      "disabled",
      "file",
    ],
    [
      "the service has turned sharing off",
      { user: "auto", consent: both, service: { name: "s", policy: { sharing: false } } },
      "disabled",
      "service",
    ],
  ];
  for (const [when, inputs, mode, kind] of told)
    it(`is ${mode} when ${when}`, () => {
      const held = effectiveMode({ ...NOTHING, ...inputs });
      assert.deepEqual([held.mode, held.from.kind], [mode, kind]);
    });
});

describe("a wish for automatic sharing", () => {
  const said = (path: string) => ({ mode: "auto", from: file(path) }) as const;

  it("of several in a workspace is the first that is asked about, and the one that holds", () => {
    const workspace = [said("/near"), said("/far")];
    const asked = effectiveMode({ ...NOTHING, workspace });
    assert.deepEqual(asked, {
      mode: "manual",
      from: { kind: "default" },
      awaiting: { scope: "workspace", voice: workspace[0] },
    });
    const held = effectiveMode({ ...NOTHING, workspace, consent: { user: false, workspace: true } });
    assert.deepEqual(held, { ...workspace[0], agreed: "workspace" });
  });

  it("of the user comes before a workspace's, also when both have been agreed to", () => {
    const inputs: ModeInputs = { ...NOTHING, user: "auto", workspace: [said("/w")] };
    const own: ModeSetting = { mode: "auto", from: { kind: "setting" } };
    assert.deepEqual(effectiveMode(inputs).awaiting, { scope: "user", voice: own });
    const consent = { user: true, workspace: true };
    assert.deepEqual(effectiveMode({ ...inputs, consent }), { ...own, agreed: "user" });
  });
});

describe("a mode that somebody wrote", () => {
  const cases: readonly [unknown, ShareMode | undefined][] = [
    [undefined, undefined],
    ["manual", "manual"],
    ["auto", "auto"],
    ["disabled", "disabled"],
    ["Disabled", "disabled"],
    ["off", "disabled"],
    ["toString", "disabled"],
    [true, "disabled"],
    [null, "disabled"],
  ];
  for (const [value, mode] of cases)
    it(`is ${mode ?? "silence"} for ${JSON.stringify(value)}`, () =>
      assert.equal(readShareMode(value), mode));
});
