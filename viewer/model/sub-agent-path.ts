import type { SubAgents } from "./sub-agents.ts";
import type { Turn } from "./turns.ts";

/** The sub-agents within which a message or part stands, the outermost first; none when it is the shared session's own. */
export function subAgentPath(id: string, agents: SubAgents): readonly string[] {
  return pathTo((turn) => turn.id === id || turn.parts.some(({ path }) => path.partId === id), agents);
}

/** Each sub-agent is called once, and by one that was there before it: the way up ends. */
function pathTo(isIt: (turn: Turn) => boolean, agents: SubAgents): readonly string[] {
  const uncalled = agents.uncalled.find(({ turns }) => turns.some(isIt));
  if (uncalled) return [uncalled.id];
  const called = [...agents.called].find(([, { turns }]) => turns.some(isIt));
  if (!called) return [];
  const [callKey, { id }] = called;
  return [...pathTo((turn) => turn.parts.some(({ key }) => key === callKey), agents), id];
}
