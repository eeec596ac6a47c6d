import type { ParsedPart } from "../../protocol/session.ts";

/** What a part says, as text: for a target that does not know its kind, or must not act on it. */
export function describePart(parsed: ParsedPart): string {
  if (!parsed.known) return describeFields(parsed.part);
  const { part } = parsed;
  switch (part.type) {
    case "text":
    case "reasoning":
      return part.text;
    case "file":
      return describeFile(part);
    case "subtask":
      return `Task for ${part.agent}: ${part.description}\n\n${part.prompt}`;
    default:
      return describeFields(part);
  }
}

interface FileReference {
  readonly filename?: string | null | undefined;
  readonly mime: string;
  readonly url?: string | undefined;
}

/** A file that cannot come along, by name; content that is inlined is left out. */
export function describeFile({ filename, mime, url }: FileReference): string {
  const place = url && !url.startsWith("data:") ? ` at ${url}` : "";
  return `[File ${filename ?? "without a name"} (${mime})${place}]`;
}

function describeFields(part: ParsedPart["part"]): string {
  const { id: _id, sessionID: _sessionID, messageID: _messageID, type, ...fields } = part;
  const text = "text" in fields && typeof fields.text === "string" ? fields.text : undefined;
  return `[${type}] ${text ?? JSON.stringify(fields)}`;
}
