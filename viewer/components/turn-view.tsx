import { useContext } from "preact/hooks";
import type { Message } from "../../protocol/session.ts";
import { isDivider, isQuietTurn } from "../model/quiet.ts";
import { modelOf } from "../model/session-facts.ts";
import type { Turn } from "../model/turns.ts";
import { memo } from "./memo.ts";
import { IsNestedContext, useIdAttribute } from "./nesting.ts";
import { PartView } from "./part-view.tsx";
import { PlaceLink } from "./place-link.tsx";
import { Problem } from "./problem.tsx";
import { RawJson } from "./raw-json.tsx";
import { Time } from "./time.tsx";

export interface TurnProps {
  readonly turn: Turn;
  readonly isActive: boolean;
  /** Says who speaks: not again when the same agent just did. */
  readonly hasHeading: boolean;
  /** Taken back by its author, together with what it did. */
  readonly isUndone: boolean;
  /** Laid out wherever the reader is. */
  readonly isExact: boolean;
}

/** Which menu a right click has in VS Code: see “Context menus” of its webview API. */
const MENU = JSON.stringify({ webviewSection: "message" });

/** One message with its parts. */
export const TurnView = memo(function TurnView(props: TurnProps) {
  const { turn, isActive, hasHeading, isUndone, isExact } = props;
  const { parsed, raw } = turn.message;
  const role = parsed?.role ?? "unknown";
  const isQuiet = isQuietTurn(turn);
  const isDivision = isDivider(turn);
  return (
    <article
      class={`turn turn-${isDivision ? "divider" : role}${isExact ? " turn-exact" : ""}`}
      {...useIdAttribute("message", turn.id)}
      data-role={role}
      hidden={isUndone || (isQuiet && !(isActive && !parsed?.hidden))}
      data-vscode-context={MENU}
      aria-label={role === "user" ? "User" : "Assistant"}
    >
      {parsed && hasHeading && !isDivision && <Heading message={parsed} />}
      {!isDivision && <PlaceLink anchor={turn.id} what="message" />}
      {!parsed && <RawJson title="A message that cannot be read" value={raw} />}
      {turn.parts.map((piece) => (
        <PartView piece={piece} role={role} isActive={isActive} key={piece.key} />
      ))}
      {isActive && isQuiet && (
        <p class="working">
          <span class="spinner" aria-hidden="true" /> Working …
        </p>
      )}
      {parsed?.role === "assistant" && parsed.error && <Problem error={parsed.error} />}
    </article>
  );
});

function Heading({ message }: { message: Message }) {
  // A sub-agent is asked by the agent above it.
  const asker = useContext(IsNestedContext) ? "Prompt" : "User";
  return (
    <header class="turn-heading">
      <h2 dir="auto">{message.role === "user" ? asker : (message.agent ?? message.mode ?? "Assistant")}</h2>
      {message.role === "assistant" && modelOf(message) && <bdi class="muted">{modelOf(message)}</bdi>}
      {message.role === "assistant" && message.summary && <span class="tag">summary</span>}
      <Time at={message.time.created} />
    </header>
  );
}
