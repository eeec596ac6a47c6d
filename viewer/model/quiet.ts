import type { PartPiece } from "./pieces.ts";
import type { Turn } from "./turns.ts";

/** True for a part that says nothing to a reader: machinery, text that the agent added, or text that is empty. */
export function isQuietPart({ parsed }: PartPiece): boolean {
  if (!parsed?.known) return false;
  const { part } = parsed;
  switch (part.type) {
    case "step-start":
    case "snapshot":
      return true;
    case "step-finish":
      return part.reason === "tool-calls" || part.reason === "tool_use" || part.cost === 0;
    case "text":
      return part.synthetic === true || part.text.trim() === "";
    case "reasoning":
      return part.text.trim() === "";
    case "patch":
      return part.files.length === 0;
    default:
      return false;
  }
}

/** True for a message that only says that the conversation was compacted here. */
export function isDivider({ parts }: Turn): boolean {
  const shown = parts.filter((part) => !isQuietPart(part));
  return shown.length > 0 && shown.every(({ parsed }) => parsed?.known && parsed.part.type === "compaction");
}

/** True for a message that shows nothing. */
export function isQuietTurn({ message, parts }: Turn): boolean {
  if (message.parsed === undefined) return false;
  if (message.parsed.hidden) return true;
  const hasError = message.parsed.role === "assistant" && message.parsed.error !== undefined;
  return !hasError && parts.every(isQuietPart);
}

/** The last message that shows something. */
export function latestTurn(turns: readonly Turn[]): Turn | undefined {
  for (let at = turns.length - 1; at >= 0; at--) {
    const turn = turns[at];
    if (turn && !isQuietTurn(turn)) return turn;
  }
  return undefined;
}
