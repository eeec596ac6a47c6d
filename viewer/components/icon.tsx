const paths = {
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  open: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  import: "M12 3v12m0 0 5-5m-5 5-5-5M4 20h16",
  editor: "m8 7-5 5 5 5M16 7l5 5-5 5",
  save: "M12 4v11m0 0 5-5m-5 5-5-5M5 20h14",
  down: "M12 4v15m0 0 6-6m-6 6-6-6",
  unfold: "m6 9 6 6 6-6",
  chevron: "m9 5 7 7-7 7",
  terminal: "m4 6 6 6-6 6M12 18h8",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  pencil: "M4 20l1-5L16 4l4 4L9 19z",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5",
  globe: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  list: "M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1",
  agent: "M12 3v4M5 7h14v12H5zM9 12v2M15 12v2",
  tool: "M14 6a4 4 0 0 0 5 5l-9 9-5-5 9-9zM14 6l3-3 4 4-3 3",
  thought: "M12 3a6 6 0 0 0-3 11v3h6v-3a6 6 0 0 0-3-11zM10 21h4",
  alert: "M12 4 2.5 20h19zM12 10v5M12 17.5v.5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  eye: "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
  link: "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1",
} as const;

export type IconName = keyof typeof paths;

/** A line icon that says nothing to a screen reader: its neighbour does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

const byTool: readonly (readonly [RegExp, IconName])[] = [
  [/bash|shell|exec|terminal|command/i, "terminal"],
  [/write|edit|patch/i, "pencil"],
  [/grep|glob|search|find/i, "search"],
  [/web|fetch|http|browser/i, "globe"],
  [/todo|list|ls\b/i, "list"],
  [/task|agent/i, "agent"],
  [/read|file|view/i, "file"],
];

/** The icon that fits a tool's name. */
export function toolIcon(tool: string): IconName {
  return byTool.find(([pattern]) => pattern.test(tool))?.[1] ?? "tool";
}
