/** The messages of opencode 2.x that a copy is made of: what `opencode session import` takes. */
export interface V2Export {
  readonly info: V2Session;
  readonly messages: readonly V2Message[];
}

export interface V2Model {
  readonly id: string;
  readonly providerID: string;
  readonly variant?: string;
}

export interface V2Tokens {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cache: { readonly read: number; readonly write: number };
}

export interface V2Session {
  readonly id: string;
  readonly projectID: string;
  readonly title: string;
  readonly agent?: string;
  readonly model?: V2Model;
  readonly cost: number;
  readonly tokens: V2Tokens;
  readonly time: { readonly created: number; readonly updated: number; readonly idle: number };
  readonly location: { readonly directory: string };
  readonly outcome: V2Outcome;
}

export type V2Outcome = "succeeded" | "failed" | "interrupted";

interface Base<T extends string> {
  readonly id: string;
  readonly type: T;
  readonly time: { readonly created: number };
}

interface Finished {
  readonly time: { readonly created: number; readonly completed: number };
}

export interface V2Error {
  readonly type: string;
  readonly message: string;
}

export type V2ToolContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "file"; readonly uri: string; readonly mime: string; readonly name?: string };

export type V2ToolState =
  | {
      readonly status: "completed";
      readonly input: object;
      readonly content: readonly V2ToolContent[];
      readonly metadata?: object;
    }
  | { readonly status: "error"; readonly input: object; readonly error: V2Error; readonly metadata?: object };

export interface V2Tool {
  readonly type: "tool";
  readonly id: string;
  readonly name: string;
  readonly executed: false;
  readonly state: V2ToolState;
  readonly time: { readonly created: number; readonly ran: number; readonly completed: number };
}

export type V2Content =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "reasoning";
      readonly text: string;
      readonly time?: { readonly created: number; readonly completed?: number };
    }
  | V2Tool;

export interface V2User extends Base<"user"> {
  readonly text: string;
  readonly files?: readonly {
    readonly data: string;
    readonly mime: string;
    readonly source: { readonly type: "inline" };
    readonly name?: string;
  }[];
  readonly agents?: readonly { readonly name: string }[];
  readonly skills?: readonly { readonly id: string; readonly name: string; readonly text: string }[];
}

export interface V2Assistant extends Base<"assistant">, Finished {
  readonly time: Finished["time"];
  readonly agent: string;
  readonly model: V2Model;
  readonly content: readonly V2Content[];
  readonly finish?: string;
  readonly cost?: number;
  readonly tokens?: V2Tokens;
  readonly error?: V2Error;
}

export interface V2Shell extends Base<"shell">, Finished {
  readonly time: Finished["time"];
  readonly shellID: string;
  readonly command: string;
  readonly status: "exited" | "killed";
  readonly exit?: number;
  readonly output: {
    readonly output: string;
    readonly cursor: number;
    readonly size: number;
    readonly truncated: boolean;
  };
}

export type V2Compaction = Base<"compaction"> & {
  readonly reason: "auto" | "manual";
} & (
    | {
        readonly status: "completed";
        readonly model?: V2Model;
        readonly summary: string;
        readonly recent: string;
      }
    | { readonly status: "failed"; readonly error: V2Error }
  );

export type V2Message =
  | V2User
  | V2Assistant
  | V2Shell
  | V2Compaction
  | (Base<"synthetic"> & { readonly text: string })
  | (Base<"skill"> & { readonly skill: string; readonly name: string; readonly text: string })
  | (Base<"idle"> & { readonly outcome: V2Outcome });
