import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Moments } from "../model/moments.ts";
import type { ViewerHost } from "./viewer-host.ts";

/** What components deep inside need of where they are. */
export interface ViewerContext {
  readonly copyText: ViewerHost["copyText"];
  readonly linkTo: ViewerHost["linkTo"];
  readonly saveFile: ViewerHost["saveFile"] | undefined;
  /** The folder that the session works in. */
  readonly directory: string | undefined;
  readonly moments: Moments;
  /** Markdown as blocks of HTML, which only `sanitise` may turn into nodes. */
  renderMarkdown(text: string): readonly string[];
  sanitise(html: string): DocumentFragment;
}

export const ViewerContextProvider = createContext<ViewerContext | undefined>(undefined);

/** The context of the component that is being rendered. */
export function useViewerContext(): ViewerContext {
  const context = useContext(ViewerContextProvider);
  if (!context) throw new Error("rendered outside of a viewer");
  return context;
}
