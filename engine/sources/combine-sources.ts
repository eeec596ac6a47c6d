import { messageOf } from "../../primitives/message-of.ts";
import { latestFirst } from "./latest-first.ts";
import { reportOnce } from "./report-once.ts";
import {
  type OnSome,
  type ReadOptions,
  type Report,
  SessionGoneError,
  type SessionReading,
  type SessionSource,
  type SessionSummary,
  SourceBusyError,
  SourceMissingError,
} from "./session-source.ts";

/** The reading half of a source. */
export type SessionReader = Pick<SessionSource, "list" | "read">;

export interface CombinedSourcesDeps {
  /** The sources there are now; where several have a session, the first one's is meant. */
  readonly sources: () => Promise<readonly SessionReader[]>;
  /** Hears of a source that cannot be read while others can. */
  readonly report: Report;
}

/**
 * Several sources read as one. A later one may hold an old copy of a session that moved on to an earlier one: so one that
 * cannot be read silences those after it, except about sessions that are known to be theirs, and once a session was
 * found in a source, no later one tells of it.
 */
export function combineSources({ sources, report }: CombinedSourcesDeps): SessionReader {
  const reportProblem = reportOnce(report);
  /** Where a session was found last. */
  const owners = new Map<string, SessionReader>();
  return { list, read };

  /** One after the other: who has a session first is known before a later one tells of its own. */
  async function list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    const found = new Map<string, SessionSummary>();
    const problems: unknown[] = [];
    const all = await sources();
    for (const [index, source] of all.entries()) {
      const told = (sessions: readonly SessionSummary[]) => sessions.filter(({ id }) => isTold(id, index));
      const listing = source.list(onSome && ((some) => onSome(inOrder([...found.values(), ...told(some)]))));
      for (const session of told(await listing.catch(noteProblem))) {
        found.set(session.id, session);
        owners.set(session.id, source);
      }
    }
    if (found.size === 0 && problems.length > 0) throw problems[0];
    for (const problem of problems) reportProblem(`Some sessions cannot be listed: ${messageOf(problem)}`);
    return inOrder([...found.values()]);

    function isTold(id: string, index: number): boolean {
      if (found.has(id)) return false;
      const owner = ownerIn(all, id);
      return owner === -1 ? problems.length === 0 : index <= owner;
    }

    function noteProblem(problem: unknown): readonly SessionSummary[] {
      problems.push(problem);
      return [];
    }
  }

  /** A session is gone only when a source is there and none is unreadable. While one is busy, nothing is answered. */
  async function read(sessionId: string, since?: string, options?: ReadOptions): Promise<SessionReading> {
    const absences: unknown[] = [];
    const all = await sources();
    const owner = ownerIn(all, sessionId);
    for (const [index, source] of all.entries()) {
      try {
        const reading = await source.read(sessionId, since, options);
        owners.set(sessionId, source);
        return reading;
      } catch (error) {
        const decides = owner === -1 ? !isAbsence(error) : index === owner;
        if (decides || error instanceof SourceBusyError) throw error;
        absences.push(error);
      }
    }
    throw (
      absences.find((error) => error instanceof SessionGoneError) ??
      absences[0] ??
      new SessionGoneError(sessionId)
    );
  }

  /** Its place among these; -1 when none of them is known to hold it. */
  function ownerIn(all: readonly SessionReader[], sessionId: string): number {
    const owner = owners.get(sessionId);
    return owner ? all.indexOf(owner) : -1;
  }
}

const isAbsence = (error: unknown) =>
  error instanceof SessionGoneError || error instanceof SourceMissingError;

const inOrder = (sessions: readonly SessionSummary[]) => sessions.toSorted(latestFirst);
