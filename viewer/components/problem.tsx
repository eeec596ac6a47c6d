import type { AssistantMessage } from "../../protocol/session.ts";

/** What went wrong with a message. Stopping it oneself is nothing wrong. */
export function Problem({ error }: { error: NonNullable<AssistantMessage["error"]> }) {
  if (error.name === "MessageAbortedError") return <p class="note">Stopped.</p>;
  return (
    <p class="problem" data-error={error.name}>
      <strong>{errorTitle(error.name)}</strong> {errorMessage(error)}
    </p>
  );
}

/** A class name as words: APIError → API error, ContextOverflowError → Context overflow error. */
function errorTitle(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The words of an error, whatever shape it came in. */
export function errorMessage(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return "unknown error";
  const { data, message, name } = error as Record<string, unknown>;
  if (typeof data === "object" && data !== null && "message" in data && typeof data.message === "string")
    return data.message;
  return typeof message === "string" ? message : typeof name === "string" ? name : "unknown error";
}
