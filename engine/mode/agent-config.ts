import type { ShareMode } from "./share-mode.ts";

/** What a config says about sharing. */
export interface ConfiguredMode {
  readonly mode: ShareMode;
  /** Of the value, or of what is wrong; UTF-16 units. */
  readonly offset: number;
  /** Why the text does not say what it was meant to say; it counts as `disabled` then. */
  readonly problem?: string;
}

/** The machine whose configs are looked for. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** Where configs outside every project are. */
export interface UserConfigPlaces {
  /** Whole paths; what counts more comes first. */
  readonly files: readonly string[];
  /** A config that an environment variable holds, and the variable's name. */
  readonly inline: { readonly name: string; readonly text: string } | undefined;
}

/** An agent's own configs, as far as they say whether sessions may be shared. They speak for the sessions of all agents. */
export interface AgentConfig {
  /** Below a folder of a project, with `/`; what counts more comes first. */
  readonly projectFiles: readonly string[];
  /** Those of the machine, which its administrator manages, and of the user. */
  userPlaces(machine: Machine): UserConfigPlaces;
  /** What a text says; undefined when it says nothing. One that cannot be read as intended says `disabled`. */
  parse(text: string): ConfiguredMode | undefined;
}
