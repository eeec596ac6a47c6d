import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Moments } from "../model/moments.ts";
import type { Door } from "./door.ts";

/** What components deep inside need of where they are. */
export interface Surroundings {
  readonly copyText: Door["copyText"];
  /** The folder that the session works in. */
  readonly directory: string | undefined;
  readonly moments: Moments;
  /** Markdown as blocks of HTML, which only `sanitise` may turn into nodes. */
  renderMarkdown(text: string): readonly string[];
  sanitise(html: string): DocumentFragment;
}

export const SurroundingsContext = createContext<Surroundings | undefined>(undefined);

/** The surroundings of the component that is being rendered. */
export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (!surroundings) throw new Error("rendered outside of a viewer");
  return surroundings;
}
