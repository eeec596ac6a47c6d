import { latestFirst } from "./latest-first.ts";
import { reportOnce } from "./report-once.ts";
import {
  type OnSome,
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

/** Several sources read as one. One that is unavailable does not hide the others. */
export function combineSources({ sources, report }: CombinedSourcesDeps): SessionReader {
  const reportProblem = reportOnce(report);
  /** Which source a session was read from. */
  const owners = new Map<string, SessionReader>();
  return { list, read };

  /** One after the other: who has a session first is known before a later one tells of its own. */
  async function list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    let found: readonly SessionSummary[] = [];
    const problems: unknown[] = [];
    for (const source of await sources()) {
      const earlier = found;
      const listing = source.list(onSome && ((some) => onSome(firstOfEach([...earlier, ...some]))));
      found = [...earlier, ...(await listing.catch(noteProblem))];
    }
    if (found.length === 0 && problems.length > 0) throw problems[0];
    for (const problem of problems) reportProblem(`Some sessions cannot be listed: ${messageOf(problem)}`);
    return firstOfEach(found);

    function noteProblem(problem: unknown): readonly SessionSummary[] {
      problems.push(problem);
      return [];
    }
  }

  /**
   * An older source may hold an old copy of a session that moved on to a newer one. So once a source has given a
   * session, only it and those before it are asked, and while one of these is busy nothing is answered.
   * A session is gone only when a source is there and none is unreadable.
   */
  async function read(sessionId: string, since?: string): Promise<SessionReading> {
    const problems: unknown[] = [];
    for (const source of await sources()) {
      try {
        const reading = await source.read(sessionId, since);
        owners.set(sessionId, source);
        return reading;
      } catch (error) {
        if (error instanceof SourceBusyError || owners.get(sessionId) === source) throw error;
        problems.push(error);
      }
    }
    throw (
      problems.find((error) => !isAbsence(error)) ??
      problems.find((error) => error instanceof SessionGoneError) ??
      problems[0] ??
      new SessionGoneError(sessionId)
    );
  }
}

const isAbsence = (error: unknown) =>
  error instanceof SessionGoneError || error instanceof SourceMissingError;

function firstOfEach(sessions: readonly SessionSummary[]): SessionSummary[] {
  const byId = new Map<string, SessionSummary>();
  for (const session of sessions) if (!byId.has(session.id)) byId.set(session.id, session);
  return [...byId.values()].sort(latestFirst);
}

const messageOf = (problem: unknown) => (problem instanceof Error ? problem.message : String(problem));
