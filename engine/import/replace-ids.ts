/** Names of properties that point at a session, a message or a part. */
const REFERENCE = /^(?:.*(?:session|message|part|parent|tail_start)_?)ids?$/i;
/** Words of people, models and tools: never touched, whatever they look like. */
const WORDS = new Set(["text", "input", "output", "raw", "error", "title", "prompt", "description", "patch"]);
const OPENCODE_ID = /^(?:ses|msg|prt)_[0-9a-f]{12}[0-9A-Za-z]{14}$/;

/**
 * A copy of a JSON value in which references to known ids are replaced and references to anything else are gone.
 * Words stay as they are, even where they hold an id.
 */
export function replaceIds(value: unknown, fresh: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceIds(item, fresh));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    if (WORDS.has(name)) return [[name, child]];
    if (!isReference(name, child, fresh)) return [[name, replaceIds(child, fresh)]];
    const id = typeof child === "string" ? fresh.get(child) : undefined;
    return id === undefined ? [] : [[name, id]];
  });
  return Object.fromEntries(entries);
}

function isReference(name: string, value: unknown, fresh: ReadonlyMap<string, string>): boolean {
  if (REFERENCE.test(name)) return true;
  return name === "id" && typeof value === "string" && (fresh.has(value) || OPENCODE_ID.test(value));
}
