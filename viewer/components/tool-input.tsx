import { LongText } from "./long-text.tsx";

/** A tool's input: its fields one by one where it has some, else as it came. */
export function ToolInput({ input }: { input: unknown }) {
  if (input === undefined || input === null) return null;
  if (typeof input !== "object" || Array.isArray(input)) return <LongText text={asText(input)} />;
  return (
    <dl class="fields">
      {Object.entries(input).map(([name, value]) => (
        <div class="field" key={name}>
          <dt>{name}</dt>
          <dd>{isShort(value) ? <code>{asText(value)}</code> : <LongText text={asText(value)} />}</dd>
        </div>
      ))}
    </dl>
  );
}

/** True for an input that has nothing to show. */
export function isEmptyInput(input: unknown): boolean {
  return (
    input === undefined || input === null || (typeof input === "object" && Object.keys(input).length === 0)
  );
}

function isShort(value: unknown): boolean {
  if (typeof value === "string") return value.length < 200 && !value.includes("\n");
  return typeof value !== "object" || value === null;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}
