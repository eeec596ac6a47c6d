import { useContext, useState } from "preact/hooks";
import { plural } from "../model/format.ts";
import { isQuietTurn } from "../model/quiet.ts";
import type { SubAgent } from "../model/sub-agents.ts";
import { Icon } from "./icon.tsx";
import { IsNestedContext, SubAgentsContext } from "./nesting.ts";
import { TurnList } from "./turn-list.tsx";

/** The conversation of the sub-agent that a tool call started, if it is shared. */
export function CalledSubAgent({ callKey, isActive }: { callKey: string; isActive: boolean }) {
  const agent = useContext(SubAgentsContext).get(callKey);
  return agent ? <SubAgentView agent={agent} isActive={isActive} /> : null;
}

/** A sub-agent's conversation, folded; it is rendered when somebody unfolds it. */
export function SubAgentView({ agent, isActive }: { agent: SubAgent; isActive: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const messages = agent.turns.filter((turn) => !isQuietTurn(turn)).length;
  return (
    <details
      class="sub-agent"
      data-sub-agent={agent.id}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary class="sub-agent-summary">
        <Icon name="agent" />
        <span class="sub-agent-title">
          Sub-agent: <bdi>{agent.title}</bdi>
        </span>
        <span class="muted">{plural(messages, "message")}</span>
      </summary>
      {isOpen && (
        <IsNestedContext.Provider value={true}>
          <div class="sub-agent-turns">
            <TurnList
              turns={agent.turns}
              activeId={isActive ? agent.activeId : undefined}
              undone={agent.undone}
            />
          </div>
        </IsNestedContext.Provider>
      )}
    </details>
  );
}
