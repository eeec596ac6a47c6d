import type { Policy } from "../../protocol/policy.ts";

/** When sessions are shared: the values of `opencode.share` and of `share` in opencode.json. */
export type ShareMode = "manual" | "auto" | "disabled";

/** Where a voice comes from: what a person has to open to change it. */
export type SettingOrigin =
  | { readonly kind: "default" }
  /** The user's own `opencode.share`. */
  | { readonly kind: "setting" }
  /** `offset` in UTF-16 units, of the value or of what is wrong. */
  | { readonly kind: "file"; readonly path: string; readonly offset: number }
  /** A variable that VS Code was started with. */
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "service"; readonly name: string }
  /** VS Code's own question whether the folder is trusted. */
  | { readonly kind: "trust" };

/** One voice in the choice of the mode. */
export interface ModeSetting {
  readonly mode: ShareMode;
  readonly from: SettingOrigin;
}

/** What of a service's policy has a voice in the mode. */
export type SharingPolicy = Pick<Policy, "sharing">;

export interface ModeInputs {
  /** The user's VS Code setting; undefined when it is not set. */
  readonly user: ShareMode | undefined;
  /** The user's own opencode config, outside every project: their voice too, as long as the setting is silent. */
  readonly config: ModeSetting | undefined;
  /** Everything the workspace says: its settings, its opencode.json. */
  readonly workspace: readonly ModeSetting[];
  readonly service: { readonly name: string; readonly policy: SharingPolicy | undefined } | undefined;
  readonly isTrusted: boolean;
  /** Whether the user has agreed to automatic sharing through the service: where they chose it, and where this workspace did. */
  readonly consent: Readonly<Record<AutoScope, boolean>>;
}

/** Whose wish automatic sharing is: each needs a consent of its own. */
export type AutoScope = "user" | "workspace";

export interface EffectiveMode extends ModeSetting {
  /** Set when sharing is automatic: whose wish it is that the user has agreed to. */
  readonly agreed?: AutoScope;
  /** Set when sharing would be automatic if the user agreed to it. */
  readonly awaiting?: { readonly scope: AutoScope; readonly voice: ModeSetting };
}

/**
 * The mode that holds, and who decided it. `disabled` wins wherever it is said; a workspace may tighten what the user
 * has chosen; nothing is shared by itself in an untrusted workspace, or before the user has agreed to it.
 */
export function effectiveMode(inputs: ModeInputs): EffectiveMode {
  const { config, workspace, isTrusted, consent } = inputs;
  const voices = [...userVoices(inputs), ...(config ? [config] : []), ...serviceVoices(inputs), ...workspace];
  const disabling = voices.find(({ mode }) => mode === "disabled");
  if (disabling) return disabling;

  const own = userVoices(inputs)[0] ?? config ?? MANUAL;
  const manual = workspace.find(({ mode }) => mode === "manual");
  if (manual) return manual;
  const wish = workspace.find(({ mode }) => mode === "auto");
  const wishes: { readonly scope: AutoScope; readonly voice: ModeSetting }[] = [];
  if (own.mode === "auto") wishes.push({ scope: "user", voice: own });
  if (wish) wishes.push({ scope: "workspace", voice: wish });
  const [first] = wishes;
  if (!first) return own;
  if (!isTrusted) return { mode: "manual", from: { kind: "trust" } };
  const agreed = wishes.find(({ scope }) => consent[scope]);
  if (agreed) return { ...agreed.voice, agreed: agreed.scope };
  return { ...(first.scope === "user" ? MANUAL : own), awaiting: first };
}

const MANUAL: ModeSetting = { mode: "manual", from: { kind: "default" } };

const userVoices = ({ user }: ModeInputs): readonly ModeSetting[] =>
  user ? [{ mode: user, from: { kind: "setting" } }] : [];

const serviceVoices = ({ service }: ModeInputs): readonly ModeSetting[] =>
  service?.policy?.sharing === false
    ? [{ mode: "disabled", from: { kind: "service", name: service.name } }]
    : [];

export function isShareMode(value: unknown): value is ShareMode {
  return value === "manual" || value === "auto" || value === "disabled";
}

/** Reads what somebody wrote as a mode. A word nobody knows was meant to say something: it counts as `disabled`. */
export function readShareMode(value: unknown): ShareMode | undefined {
  if (value === undefined) return undefined;
  return isShareMode(value) ? value : "disabled";
}
