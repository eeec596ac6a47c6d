import type { KnownPart, ParsedPart, UnknownPart } from "../../protocol/session.ts";
import type { PartPiece } from "../model/pieces.ts";
import { isQuietPart } from "../model/quiet.ts";
import { memo } from "./memo.ts";
import { useIdAttribute } from "./nesting.ts";
import { PartBody } from "./part-body.tsx";
import { RawJson } from "./raw-json.tsx";

export interface PartProps {
  readonly piece: PartPiece;
  readonly role: "user" | "assistant" | "unknown";
  /** The message it belongs to is still being worked on. */
  readonly isActive: boolean;
}

/** One part of a message, as an element that says which; quiet parts are there, but hidden. */
export const PartView = memo(function PartView({ piece, role, isActive }: PartProps) {
  const { key, parsed, raw, path } = piece;
  const type = parsed?.part.type ?? "unknown";
  const body = parsed?.known ? (
    <PartBody part={parsed.part} partKey={key} role={role} isActive={isActive} />
  ) : (
    <RawJson title={titleOf(parsed)} value={raw} />
  );
  return (
    <div
      class={`part part-${parsed?.known ? type : "raw"}`}
      {...useIdAttribute("part", path.partId)}
      data-part-type={type}
      hidden={isQuietPart(piece)}
      {...toolAttributes(parsed?.known ? parsed.part : undefined)}
    >
      {body}
    </div>
  );
});

/** What is missing says so itself. */
function titleOf(parsed: ParsedPart | undefined): string {
  if (!parsed) return "A part that cannot be read";
  const { type, text } = parsed.part as UnknownPart;
  return type === "missing" && typeof text === "string" ? text : `Part of type “${type}”`;
}

function toolAttributes(part: KnownPart | undefined): { readonly [name: `data-${string}`]: string } {
  return part?.type === "tool" ? { "data-tool": part.tool, "data-status": part.state.status } : {};
}
