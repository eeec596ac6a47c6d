import type { AssistantMessage } from "../../protocol/session.ts";
import { errorMessage } from "../model/error-message.ts";

/** What went wrong with a message. Stopping it oneself is nothing wrong. */
export function Problem({ error }: { error: NonNullable<AssistantMessage["error"]> }) {
  if (error.name === "MessageAbortedError") return <p class="note">Stopped.</p>;
  return (
    <p class="problem" data-error={error.name}>
      <strong>{errorTitle(error.name)}</strong> <bdi>{errorMessage(error)}</bdi>
    </p>
  );
}

/** A class name as words: APIError → API error, ContextOverflowError → Context overflow error. */
function errorTitle(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replace(/ [A-Z](?![A-Z])/g, (letter) => letter.toLowerCase());
}
