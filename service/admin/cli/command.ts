import type { Place } from "../../storage/movable-stores.ts";
import type { AdminClient } from "./admin-client.ts";

/** What a command is given that needs no service. */
export interface GivenAlone {
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** What is neither command nor option. */
  readonly names: readonly string[];
  /** Where the service keeps what it has. @throws ConfigError */
  readonly kept: () => Place;
  /** Writes a line of the answer. */
  readonly print: (line: string) => void;
  /** Writes a line for people beside the answer. */
  readonly remark: (line: string) => void;
  /** Says how far something is that takes its time. */
  readonly status: (text: string) => void;
}

/** What a command is given that asks the service. */
export interface Given extends GivenAlone {
  readonly client: AdminClient;
}

export type Command = AskingCommand | LoneCommand;

interface Described {
  /** How it is written, without the program's name. */
  readonly usage: string;
  readonly summary: string;
  /** Its own options beside those that all have. */
  readonly options: readonly string[];
  /** How many names it takes at most; all of them are needed. */
  readonly names: number;
}

/** Asks a service, or is its own where none runs. */
export interface AskingCommand extends Described {
  /** It makes the data folder when it is not there. */
  readonly isFirst?: boolean;
  readonly run: (given: Given) => Promise<void>;
}

/** Works where no service runs. */
export interface LoneCommand extends Described {
  readonly runAlone: (given: GivenAlone) => Promise<void>;
}
