import type { AssistantMessage, Message, UserMessage } from "../../protocol/session.ts";
import type { MessageWithParts, SessionCopy } from "./session-copy.ts";
import { type PartPlace, toV1Part } from "./v1-parts.ts";
import {
  type V1Message,
  type V1Part,
  type V1Session,
  v1AssistantSchema,
  v1ErrorSchema,
  v1SessionSchema,
  v1UserSchema,
} from "./v1-schema.ts";

/** What `opencode export` of 1.x prints and `opencode import` takes. */
export interface V1Export {
  readonly info: V1Session;
  readonly messages: readonly { readonly info: V1Message; readonly parts: readonly V1Part[] }[];
}

const DEFAULT_AGENT = "build";
const UNKNOWN_MODEL = { providerID: "imported", modelID: "unknown" };

/** A copy in the import format of opencode 1.x. */
export function toV1Export(copy: SessionCopy): V1Export {
  const { messages, session } = copy;
  const model =
    messages.map(({ info }) => modelOf(info)).find((found) => found !== undefined) ?? UNKNOWN_MODEL;
  const summarized = new Set(
    messages.filter(isSummary).map(({ info }) => (info as AssistantMessage).parentID),
  );
  let question: string | undefined;
  return {
    info: v1SessionSchema.parse(session),
    messages: messages.map(({ info, parts }) => {
      if (info.role === "user") question = info.id;
      const place: PartPlace = {
        created: info.time.created,
        isSummarized: summarized.has(info.id),
        isFrom2x: "native" in info,
      };
      const filled =
        info.role === "user"
          ? fillUser(info, model)
          : fillAssistant(info, model, session.directory, question ?? info.id);
      return { info: filled, parts: parts.map((part) => toV1Part(part, place)) };
    }),
  };
}

interface Model {
  readonly providerID: string;
  readonly modelID: string;
}

function fillUser(info: UserMessage, model: Model): V1Message {
  return v1UserSchema.parse({
    ...info,
    agent: info.agent ?? DEFAULT_AGENT,
    model: { ...info.model, ...(modelOf(info) ?? model) },
  });
}

function fillAssistant(info: AssistantMessage, model: Model, directory: string, question: string): V1Message {
  const agent = info.agent ?? info.mode ?? DEFAULT_AGENT;
  return v1AssistantSchema.parse({
    ...info,
    ...(modelOf(info) ?? model),
    agent,
    mode: info.mode ?? agent,
    parentID: info.parentID ?? question,
    path: { cwd: directory, root: directory },
    error: info.error && fillError(info.error),
    time: { created: info.time.created, completed: info.time.completed ?? info.time.created },
  });
}

/** An error under a name that 1.x knows. */
function fillError(error: NonNullable<AssistantMessage["error"]>): object {
  const known = v1ErrorSchema.safeParse(error);
  return known.success
    ? known.data
    : { name: "UnknownError", data: { message: error.data?.message ?? error.name } };
}

function modelOf(info: Message): Model | undefined {
  const providerID = info.role === "user" ? info.model?.providerID : info.providerID;
  const modelID = info.role === "user" ? (info.model?.modelID ?? info.model?.id) : info.modelID;
  return providerID !== undefined && modelID !== undefined ? { providerID, modelID } : undefined;
}

function isSummary({ info }: MessageWithParts): boolean {
  return info.role === "assistant" && info.summary === true && info.finish !== undefined;
}
