import type { AgentConfig } from "../mode/agent-config.ts";
import type { Agent } from "./agent.ts";
import { opencode } from "./opencode.ts";

/** Every agent whose sessions can be shared. Another one is added here, with its source in a folder of `sources/`. */
export const agents: readonly Agent[] = [opencode];

/** The configs of all agents that have a voice in whether sessions are shared. */
export const agentConfigs: readonly AgentConfig[] = agents.flatMap(({ config }) => config ?? []);
