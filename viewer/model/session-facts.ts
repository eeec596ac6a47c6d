import type { SeenShare as Share } from "../../protocol/seen.ts";
import type { Message, Session } from "../../protocol/session.ts";
import type { Turn } from "./turns.ts";

/** What a header says about a session; undefined is not known (yet). Times are ms since 1970, cost is US dollars. */
export interface SessionFacts {
  readonly title: string;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly startedAt: number | undefined;
  readonly cost: number | undefined;
  readonly tokens: number | undefined;
  readonly expiresAt: number | undefined;
  /** The folder the session works in, for showing paths short. */
  readonly directory: string | undefined;
}

/** Facts from the session where it has them, else from its messages, else from the share. */
export function sessionFacts(
  share: Share | undefined,
  session: Session | undefined,
  turns: readonly Turn[],
): SessionFacts {
  const messages = turns.flatMap(({ message }) => message.parsed ?? []);
  return {
    title: session?.title || share?.title || "Untitled session",
    agent: session?.agent ?? lastOf(messages, (message) => message.agent),
    model: session?.model?.id ?? session?.model?.modelID ?? lastOf(messages, modelOf),
    startedAt: session?.time.created || messages[0]?.time.created || undefined,
    cost:
      session?.cost ?? sum(messages, (message) => (message.role === "assistant" ? message.cost : undefined)),
    tokens: session?.tokens ? session.tokens.input + session.tokens.output : sum(messages, tokensOf),
    expiresAt: share?.expiresAt ?? undefined,
    directory: session?.directory,
  };
}

/** The model that a message ran on or asks for. */
export function modelOf(message: Message): string | undefined {
  return message.role === "assistant" ? message.modelID : message.model?.modelID;
}

function tokensOf(message: Message): number | undefined {
  if (message.role !== "assistant" || !message.tokens) return undefined;
  return message.tokens.input + message.tokens.output;
}

function lastOf<T>(messages: readonly Message[], read: (message: Message) => T | undefined): T | undefined {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    const value = message && read(message);
    if (value !== undefined) return value;
  }
  return undefined;
}

function sum(
  messages: readonly Message[],
  read: (message: Message) => number | undefined,
): number | undefined {
  const numbers = messages.flatMap((message) => read(message) ?? []);
  return numbers.length === 0 ? undefined : numbers.reduce((total, number) => total + number, 0);
}
