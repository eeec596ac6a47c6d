import { useMemo, useRef } from "preact/hooks";
import { isQuietTurn } from "../model/quiet.ts";
import type { Turn } from "../model/turns.ts";
import { memo } from "./memo.ts";
import { TurnView } from "./turn-view.tsx";

/** How many messages are compared and drawn together. */
const CHUNK = 50;
/** Messages at the end of which nothing is estimated, so that following it is exact. */
const EXACT = 6;

export interface TurnListProps {
  readonly turns: readonly Turn[];
  /** The message that is being worked on. */
  readonly activeId: string | undefined;
  /** How many messages at the end were taken back. */
  readonly undone: number;
  /** How many to render; all by default. */
  readonly shown?: number;
}

/** The messages of a session, in chunks: those in which nothing changed are not looked at again. */
export function TurnList({ turns, activeId, undone, shown = turns.length }: TurnListProps) {
  const chunks = useChunks(turns);
  const speakers = useMemo(() => speakersBefore(chunks, activeId), [chunks, activeId]);
  return chunks.slice(0, Math.ceil(shown / CHUNK)).map((chunk, index) => {
    const start = index * CHUNK;
    const within = (at: number) => Math.min(chunk.length, Math.max(0, at - start));
    return (
      <TurnChunk
        turns={chunk}
        shown={within(shown)}
        activeId={chunk.some(({ id }) => id === activeId) ? activeId : undefined}
        before={speakers[index] ?? ""}
        undoneFrom={within(turns.length - undone)}
        exactFrom={within(turns.length - EXACT)}
        key={start}
      />
    );
  });
}

interface ChunkProps {
  readonly turns: readonly Turn[];
  readonly shown: number;
  readonly activeId: string | undefined;
  /** Who spoke last before it. */
  readonly before: string;
  /** Where begins what was taken back. */
  readonly undoneFrom: number;
  /** Where begins what is laid out wherever the reader is. */
  readonly exactFrom: number;
}

const TurnChunk = memo(function TurnChunk(props: ChunkProps) {
  const { turns, shown, activeId, undoneFrom, exactFrom } = props;
  let { before } = props;
  return turns.slice(0, shown).map((turn, index) => {
    const hasHeading = speakerOf(turn) !== before;
    before = speakerAfter(turn, before, activeId);
    return (
      <TurnView
        turn={turn}
        isActive={turn.id === activeId}
        hasHeading={hasHeading}
        isUndone={index >= undoneFrom}
        isExact={index >= exactFrom}
        key={turn.id}
      />
    );
  });
});

/** The messages in chunks, each the same object as before while it holds the same. */
function useChunks(turns: readonly Turn[]): readonly (readonly Turn[])[] {
  const last = useRef<readonly (readonly Turn[])[]>([]);
  return useMemo(() => {
    last.current = Array.from({ length: Math.ceil(turns.length / CHUNK) }, (_, index) => {
      const chunk = turns.slice(index * CHUNK, (index + 1) * CHUNK);
      const known = last.current[index];
      return known?.length === chunk.length && chunk.every((turn, at) => turn === known[at]) ? known : chunk;
    });
    return last.current;
  }, [turns]);
}

/** Who spoke last before each chunk. */
function speakersBefore(
  chunks: readonly (readonly Turn[])[],
  activeId: string | undefined,
): readonly string[] {
  let before = "";
  return chunks.map((chunk) => {
    const result = before;
    for (const turn of chunk) before = speakerAfter(turn, before, activeId);
    return result;
  });
}

/** Who spoke last after a message: whoever says nothing does not count. */
function speakerAfter(turn: Turn, before: string, activeId: string | undefined): string {
  return !isQuietTurn(turn) || turn.id === activeId ? speakerOf(turn) : before;
}

/** Who speaks; each message of a user counts as a new beginning. */
function speakerOf({ id, message: { parsed } }: Turn): string {
  if (parsed?.role !== "assistant") return id;
  return `${parsed.agent ?? parsed.mode} ${parsed.modelID} ${parsed.summary}`;
}
