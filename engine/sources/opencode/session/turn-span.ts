/** A prompt or an answer, as far as it tells whether another session was begun during it. Times in ms since 1970. */
export interface TurnSpan {
  readonly isAnswer: boolean;
  /** Undefined while the answer goes on, and for prompts. */
  readonly completedAt: number | undefined;
  readonly isUndone: boolean;
}

/**
 * Whether a session below another one still belongs to it: not when the answer during which it was begun is undone or
 * deleted. After the next prompt opencode deletes what was undone, the call too, and only the time is left to tell.
 * @param last the parent's last prompt or answer at the time, if it has one
 * @param createdAt when the session was begun, ms since 1970
 */
export function wasBegunDuring(last: TurnSpan | undefined, createdAt: number): boolean {
  if (!last || last.isUndone) return false;
  return !last.isAnswer || last.completedAt === undefined || createdAt <= last.completedAt;
}
