/**
 * The session that a part says it started, where it is a call that did; early generations only show it by the calls that
 * were made there.
 */
export function calledSession(part: unknown): string | undefined {
  const { type, state } = fieldsOf(part);
  if (type !== "tool") return undefined;
  const { sessionId, sessionID, summary } = fieldsOf(fieldsOf(state).metadata);
  const first = Array.isArray(summary) ? fieldsOf(summary[0]).sessionID : undefined;
  return [sessionId, sessionID, first].find((id) => typeof id === "string");
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
