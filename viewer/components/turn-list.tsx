import { isQuietTurn } from "../model/quiet.ts";
import type { Turn } from "../model/turns.ts";
import { TurnView } from "./turn-view.tsx";

export interface TurnListProps {
  readonly turns: readonly Turn[];
  /** The message that is being worked on. */
  readonly activeId: string | undefined;
  /** How many messages at the end were taken back. */
  readonly undone: number;
  /** How many to render; all by default. */
  readonly shown?: number;
}

/** The messages of a session. */
export function TurnList({ turns, activeId, undone, shown = turns.length }: TurnListProps) {
  let before = "";
  return turns.slice(0, shown).map((turn, index) => {
    const speaker = speakerOf(turn);
    const hasHeading = speaker !== before;
    if (!isQuietTurn(turn) || turn.id === activeId) before = speaker;
    return (
      <TurnView
        turn={turn}
        isActive={turn.id === activeId}
        hasHeading={hasHeading}
        isUndone={index >= turns.length - undone}
        key={turn.id}
      />
    );
  });
}

/** Who speaks; each message of a user counts as a new beginning. */
function speakerOf({ id, message: { parsed } }: Turn): string {
  if (parsed?.role !== "assistant") return id;
  return `${parsed.agent ?? parsed.mode} ${parsed.modelID} ${parsed.summary}`;
}
