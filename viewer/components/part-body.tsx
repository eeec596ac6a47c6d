import type { KnownPart, PartOf } from "../../protocol/session.ts";
import { errorMessage } from "../model/error-message.ts";
import { formatCost, formatCount, formatDuration, shortPath } from "../model/format.ts";
import { BoundedText, lineStart, WholeLine } from "./bounded-text.tsx";
import { FileView } from "./file-view.tsx";
import { Icon } from "./icon.tsx";
import { LongText } from "./long-text.tsx";
import { MarkdownText } from "./markdown-text.tsx";
import type { PartProps } from "./part-view.tsx";
import { ToolCall } from "./tool-call.tsx";
import { useViewerContext } from "./viewer-context.ts";

interface BodyProps extends Omit<PartProps, "piece"> {
  readonly part: KnownPart;
  readonly partKey: string;
}

/** What a part of a known type looks like. */
export function PartBody({ part, partKey, role, isActive }: BodyProps) {
  switch (part.type) {
    case "text":
      // What a person typed is shown as typed: `__init__.py` and `*.ts` are no emphasis.
      if (role === "user" || part.synthetic) return <LongText text={part.text} look="prose" />;
      return <MarkdownText text={part.text} />;
    case "reasoning":
      return <Reasoning part={part} isActive={isActive} />;
    case "tool":
      return <ToolCall part={part} partKey={partKey} isActive={isActive} />;
    case "file":
      return <FileView file={part} />;
    case "agent":
      return (
        <span class="chip chip-agent">
          @<bdi>{part.name}</bdi>
        </span>
      );
    case "subtask":
      return <Subtask part={part} />;
    case "retry":
      return (
        <div class="note">
          Attempt {part.attempt} failed:{" "}
          <bdi>
            <BoundedText text={errorMessage(part.error)} />
          </bdi>
        </div>
      );
    case "compaction":
      return (
        <p class="divider">
          <span>{part.auto ? "Conversation compacted automatically" : "Conversation compacted"}</span>
        </p>
      );
    case "patch":
      return <ChangedFiles files={part.files} />;
    case "step-finish":
      return <Cost part={part} />;
    case "step-start":
    case "snapshot":
      return null;
    default:
      return part satisfies never;
  }
}

function Reasoning({ part: { text, time }, isActive }: { part: PartOf<"reasoning">; isActive: boolean }) {
  const duration = time?.end === undefined ? undefined : time.end - time.start;
  const label =
    duration === undefined
      ? isActive
        ? "Thinking …"
        : "Thought"
      : `Thought for ${formatDuration(duration)}`;
  return (
    <details class="reasoning">
      <summary>
        <Icon name="chevron" />
        {label}
      </summary>
      <MarkdownText text={text} />
    </details>
  );
}

function Subtask({ part }: { part: PartOf<"subtask"> }) {
  return (
    <details class="card">
      <summary>
        <Icon name="agent" />
        <span class="name" dir="auto">
          {part.agent}
        </span>
        <span class="title" dir="auto">
          {lineStart(part.description)}
        </span>
      </summary>
      <div class="card-body">
        <WholeLine text={part.description} name="Description" />
        <LongText text={part.prompt} />
      </div>
    </details>
  );
}

function ChangedFiles({ files }: { files: readonly string[] }) {
  const { directory } = useViewerContext();
  return (
    <p class="changed">
      <span class="muted">Changed</span>
      {files.map((file) => (
        <code key={file}>{shortPath(file, directory)}</code>
      ))}
    </p>
  );
}

function Cost({ part: { cost, tokens } }: { part: PartOf<"step-finish"> }) {
  const facts = [
    ...(cost === undefined ? [] : [formatCost(cost)]),
    ...(tokens ? [`${formatCount(tokens.input + tokens.output)} tokens`] : []),
  ];
  return facts.length === 0 ? null : <p class="cost">{facts.join(" · ")}</p>;
}
