import { useMemo } from "preact/hooks";
import type { Json } from "../../protocol/json.ts";
import { Icon } from "./icon.tsx";
import { LongText } from "./long-text.tsx";

/** What this version cannot read, folded, as it came. */
export function RawJson({ title, value }: { title: string; value: Json }) {
  const text = useMemo(() => JSON.stringify(value, null, 2), [value]);
  return (
    <details class="card raw">
      <summary>
        <Icon name="tool" />
        <span class="name" dir="auto">
          {title}
        </span>
      </summary>
      <div class="card-body">
        <LongText text={text} />
      </div>
    </details>
  );
}
