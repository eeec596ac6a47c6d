import type { KnownPart, PartOf } from "../../protocol/session.ts";
import { errorMessage } from "./error-message.ts";
import { isQuietPart } from "./quiet.ts";
import { callOutput, callTitle } from "./tool-call.ts";
import type { Turn } from "./turns.ts";

/** A message as Markdown, as it can be put into an issue or a note: what a reader sees of it, in the same order. */
export function turnMarkdown({ message: { parsed, raw }, parts }: Turn): string {
  const heading = parsed?.role === "user" ? "User" : (parsed?.agent ?? parsed?.mode ?? "Assistant");
  const blocks = parts
    .filter((part) => !isQuietPart(part))
    .map(({ parsed: part, raw: json }) => (part?.known ? partMarkdown(part.part) : jsonBlock(json)));
  const error = parsed?.role === "assistant" && parsed.error ? `**Error** ${errorMessage(parsed.error)}` : "";
  const unread = parsed ? "" : jsonBlock(raw);
  return `${[`## ${heading}`, unread, ...blocks, error].filter(Boolean).join("\n\n")}\n`;
}

function partMarkdown(part: KnownPart): string {
  switch (part.type) {
    case "text":
      return part.text.trimEnd();
    case "reasoning":
      return quoted(part.text.trimEnd());
    case "tool":
      return toolMarkdown(part);
    case "file":
      return `📎 ${inlineCode(part.filename || part.mime)}`;
    case "agent":
      return `@${part.name}`;
    case "subtask":
      return `**${part.agent}** ${part.description}\n\n${quoted(part.prompt)}`;
    case "patch":
      return `Changed ${part.files.map(inlineCode).join(", ")}`;
    case "compaction":
      return "---";
    case "retry":
      return `Attempt ${part.attempt} failed: ${errorMessage(part.error)}`;
    case "step-start":
    case "step-finish":
    case "snapshot":
      return "";
    default:
      return part satisfies never;
  }
}

function toolMarkdown(part: PartOf<"tool">): string {
  const { tool, state } = part;
  const title = callTitle(part);
  const head = title === "" ? `**${tool}**` : `**${tool}** ${inlineCode(title)}`;
  const text = state.status === "error" ? state.error : callOutput(part);
  return text ? `${head}\n\n${fenced(text)}` : head;
}

const jsonBlock = (value: unknown) => fenced(JSON.stringify(value, null, 2), "json");

const quoted = (text: string) => text.replace(/^/gm, "> ");

/** A fence is longer than any run of its own sign within: CommonMark 0.31, 4.5. */
function fenced(text: string, language = ""): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}

/** The same for a line: CommonMark 0.31, 6.1. */
function inlineCode(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const fence = "`".repeat(longestRun(line) + 1);
  return line.startsWith("`") || line.endsWith("`") ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
