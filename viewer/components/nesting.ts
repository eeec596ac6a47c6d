import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SubAgent } from "../model/sub-agents.ts";

/** The sub-agents of a conversation by the key of the tool call that started them. */
export const SubAgentsContext = createContext<ReadonlyMap<string, SubAgent>>(new Map());

/** Whether what is rendered belongs to a sub-agent's session. */
export const IsNestedContext = createContext(false);

/** The attribute that says which message or part an element is; a sub-agent's have others than the shared session's. */
export function useIdAttribute(
  kind: "message" | "part",
  id: string,
): { readonly [name: `data-${string}`]: string } {
  return useContext(IsNestedContext) ? { [`data-nested-${kind}-id`]: id } : { [`data-${kind}-id`]: id };
}
