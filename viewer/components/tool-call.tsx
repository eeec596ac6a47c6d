import { useMemo, useState } from "preact/hooks";
import { calledSession } from "../../protocol/called-session.ts";
import type { PartOf } from "../../protocol/session.ts";
import { formatDuration } from "../model/format.ts";
import {
  type CallStatus,
  callDuration,
  callOutput,
  callPatches,
  callStatus,
  callTitle,
  failedExit,
} from "../model/tool-call.ts";
import { readOutput } from "../terminal/read-output.ts";
import { BoundedText, lineStart, WholeLine } from "./bounded-text.tsx";
import { CopyButton } from "./copy-button.tsx";
import { FileView } from "./file-view.tsx";
import { Icon, toolIcon } from "./icon.tsx";
import { LongText } from "./long-text.tsx";
import { PatchView } from "./patch-view.tsx";
import { CalledSubAgent } from "./sub-agent-view.tsx";
import { isEmptyInput, ToolInput } from "./tool-input.tsx";

export interface ToolCallProps {
  readonly part: PartOf<"tool">;
  readonly partKey: string;
  /** The message it belongs to is still being worked on. */
  readonly isActive: boolean;
}

/** One call of a tool: a line that says what it did, and its details folded unless they matter at a glance. */
export function ToolCall({ part, partKey, isActive }: ToolCallProps) {
  const status = callStatus(part, isActive);
  const title = callTitle(part);
  const patches = useMemo(() => callPatches(part), [part]);
  const [chosen, setChosen] = useState<boolean>();
  const isOpen = chosen ?? (status === "error" || patches.length > 0);
  return (
    <details
      class={`card tool tool-${status}`}
      open={isOpen}
      onToggle={({ currentTarget }) => currentTarget.open !== isOpen && setChosen(currentTarget.open)}
    >
      <summary>
        <Icon name={toolIcon(part.tool)} />
        <span class="name" dir="auto">
          {part.tool}
        </span>
        <span class="title" dir="auto">
          {lineStart(title)}
        </span>
        <Outcome part={part} status={status} />
      </summary>
      <div class="card-body">
        {patches.map((patch, index) => (
          <PatchView patch={patch} isAlone={patches.length === 1} key={index} />
        ))}
        <WholeLine text={title} name="Title" />
        <Input part={part} isFolded={patches.length > 0} />
        {/* Whoever asks for sub-agents is rendered again with each change of any of them. */}
        {calledSession(part) !== undefined && <CalledSubAgent callKey={partKey} isActive={isActive} />}
        <Output part={part} />
      </div>
    </details>
  );
}

function Outcome({ part, status }: { part: PartOf<"tool">; status: CallStatus }) {
  const duration = callDuration(part);
  const exit = failedExit(part);
  return (
    <span class="outcome">
      {exit !== undefined && <span class="tag tag-warning">exit {exit}</span>}
      {status === "error" && <span class="tag tag-error">failed</span>}
      {status === "stalled" && <span class="tag">no result</span>}
      {(status === "running" || status === "pending") && (
        <>
          <span class="spinner" aria-hidden="true" />
          <span class="muted">{status}</span>
        </>
      )}
      {duration !== undefined && <span class="muted">{formatDuration(duration)}</span>}
    </span>
  );
}

function Input({ part, isFolded }: { part: PartOf<"tool">; isFolded: boolean }) {
  const { state } = part;
  const input =
    isEmptyInput(state.input) && state.status === "pending" && state.raw ? state.raw : state.input;
  if (isEmptyInput(input)) return null;
  if (!isFolded)
    return (
      <section class="io">
        <h4>Input</h4>
        <ToolInput input={input} />
      </section>
    );
  return (
    <details class="io-folded">
      <summary class="io-summary">Input</summary>
      <ToolInput input={input} />
    </details>
  );
}

function Output({ part }: { part: PartOf<"tool"> }) {
  const { state } = part;
  const raw = callOutput(part) ?? "";
  const { text, runs } = useMemo(() => readOutput(raw), [raw]);
  return (
    <>
      {state.status === "error" && (
        <div class="problem" dir="auto">
          <BoundedText text={readOutput(state.error).text} />
        </div>
      )}
      {text !== "" && (
        <section class="io">
          <h4>
            Output <CopyButton text={text} what="output" />
          </h4>
          <LongText text={text} runs={runs} />
        </section>
      )}
      {state.status === "completed" &&
        state.attachments?.map((file, index) => <FileView file={file} key={index} />)}
    </>
  );
}
