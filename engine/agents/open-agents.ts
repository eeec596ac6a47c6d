import type { Disposable } from "../../primitives/disposable.ts";
import { messageOf } from "../../primitives/message-of.ts";
import { latestFirst } from "../sources/latest-first.ts";
import { reportOnce } from "../sources/report-once.ts";
import {
  type Cursor,
  type OnSome,
  type ReadOptions,
  SessionGoneError,
  type SessionReading,
  type SessionSource,
  type SessionSummary,
  SourceMissingError,
} from "../sources/session-source.ts";
import type { Agent, AgentContext } from "./agent.ts";

interface OpenAgent {
  readonly agent: Agent;
  readonly source: SessionSource & Disposable;
}

/**
 * The sessions of several agents as one source. They know nothing of each other: one that cannot be opened, listed, read
 * or watched is reported, and the others go on.
 */
export function openAgents(agents: readonly Agent[], context: AgentContext): SessionSource & Disposable {
  const report = reportOnce(context.report);
  const problem = (agent: Agent, what: string, error: unknown) =>
    report(`The sessions of ${agent.name} cannot be ${what}: ${messageOf(error)}`);
  const opened = agents.flatMap((agent): readonly OpenAgent[] => {
    try {
      return [{ agent, source: agent.open(context) }];
    } catch (error) {
      problem(agent, "opened", error);
      return [];
    }
  });
  /** Whose a session is, once it was listed or read. */
  const owners = new Map<string, SessionSource>();
  return { list, read, watch, dispose };

  /** Fails only where nobody has anything to tell and somebody has failed. */
  async function list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    const some = new Map<Agent, readonly SessionSummary[]>();
    const merged = () => [...some.values()].flat().toSorted(latestFirst);
    const failures: unknown[] = [];
    const take = (agent: Agent, sessions: readonly SessionSummary[]) => void some.set(agent, sessions);
    await Promise.all(
      opened.map(async ({ agent, source }) => {
        try {
          const sessions = await source.list(
            onSome &&
              ((found) => {
                take(agent, found);
                onSome(merged());
              }),
          );
          take(agent, sessions);
          for (const { id } of sessions) owners.set(id, source);
        } catch (error) {
          some.delete(agent);
          failures.push(error);
          if (opened.length > 1) problem(agent, "listed", error);
        }
      }),
    );
    if (some.size === 0 && failures.length > 0) throw failures[0];
    return merged();
  }

  /** A session of nobody known is gone only when every agent says that it does not have it. */
  async function read(sessionId: string, since?: Cursor, options?: ReadOptions): Promise<SessionReading> {
    const owner = owners.get(sessionId);
    if (owner) return owner.read(sessionId, since, options);
    let failure: unknown = new SessionGoneError(sessionId);
    for (const { source } of opened)
      try {
        const reading = await source.read(sessionId, since, options);
        owners.set(sessionId, source);
        return reading;
      } catch (error) {
        const isAbsent = error instanceof SessionGoneError || error instanceof SourceMissingError;
        if (!isAbsent || opened.length === 1) failure = error;
      }
    throw failure;
  }

  function watch(onDidChange: (sessionIds: readonly string[] | undefined) => void): Disposable {
    const watches = opened.flatMap(({ agent, source }) => {
      try {
        return [source.watch(onDidChange)];
      } catch (error) {
        problem(agent, "watched", error);
        return [];
      }
    });
    return { dispose: () => watches.forEach((one) => void one.dispose()) };
  }

  function dispose(): void {
    for (const { source } of opened) source.dispose();
  }
}
