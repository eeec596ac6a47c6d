import type { AssistantMessage } from "../../protocol/session.ts";
import { errorMessage } from "../model/error-message.ts";
import { BoundedText, lineStart } from "./bounded-text.tsx";

/** What went wrong with a message. Stopping it oneself is nothing wrong. */
export function Problem({ error }: { error: NonNullable<AssistantMessage["error"]> }) {
  if (error.name === "MessageAbortedError") return <p class="note">Stopped.</p>;
  return (
    <div class="problem" data-error={error.name}>
      <strong>{lineStart(errorTitle(error.name))}</strong>{" "}
      <bdi>
        <BoundedText text={errorMessage(error)} />
      </bdi>
    </div>
  );
}

/** A class name as words: APIError → API error, ContextOverflowError → Context overflow error. */
function errorTitle(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replace(/ [A-Z](?![A-Z])/g, (letter) => letter.toLowerCase());
}
