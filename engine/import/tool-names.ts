/** The same tools by their names in 1.x and in 2.x. */
const RENAMED = [
  ["bash", "shell"],
  ["task", "subagent"],
  ["apply_patch", "patch"],
] as const;

const in2x: ReadonlyMap<string, string> = new Map(RENAMED);
const in1x: ReadonlyMap<string, string> = new Map(RENAMED.map(([old, name]) => [name, old]));

/** What 2.x calls a tool of either generation. */
export const toolNameIn2x = (name: string): string => in2x.get(name) ?? name;

/** What 1.x calls a tool of 2.x. */
export const toolNameIn1x = (name: string): string => in1x.get(name) ?? name;
