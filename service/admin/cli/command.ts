import type { AdminClient } from "./admin-client.ts";

/** What a command is given. */
export interface Given {
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** What is neither command nor option. */
  readonly names: readonly string[];
  readonly client: AdminClient;
  /** Writes a line of the answer. */
  readonly print: (line: string) => void;
  /** Writes a line for people beside the answer. */
  readonly remark: (line: string) => void;
}

export interface Command {
  /** How it is written, without the program's name. */
  readonly usage: string;
  readonly summary: string;
  /** Its own options beside those that all have. */
  readonly options: readonly string[];
  /** How many names it takes at most; all of them are needed. */
  readonly names: number;
  /** It makes the data folder when it is not there. */
  readonly isFirst?: boolean;
  readonly run: (given: Given) => Promise<void>;
}
