import { type ParseError, parseTree } from "jsonc-parser";
import { lineAt, plainValue, propertyOf } from "./json-properties.ts";
import { isShareMode, type ShareMode } from "./share-mode.ts";

/** What an opencode config says about sharing. */
export interface ConfiguredMode {
  readonly mode: ShareMode;
  /** Of the value, or of what is wrong; UTF-16 units. */
  readonly offset: number;
  /** Why the text does not say what it was meant to say; it counts as `disabled` then. */
  readonly problem?: string;
}

/**
 * Reads `share`, and `autoshare` of older configs, out of JSON with comments; undefined when it says nothing about
 * them. A text that cannot be read as intended counts as `disabled`: a broken policy must not leak.
 */
export function parseOpencodeConfig(source: string): ConfiguredMode | undefined {
  const text = source.replace(/^\uFEFF/, " ");
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return broken(error.offset, `line ${lineAt(text, error.offset)} is not valid JSON`);
  if (root?.type !== "object") return broken(0, "it is not a JSON object");

  const share = propertyOf(root, "share");
  if (share) {
    const mode = plainValue(share);
    if (isShareMode(mode)) return { mode, offset: share.offset };
    return broken(
      share.offset,
      `“share” in line ${lineAt(text, share.offset)} is not manual, auto or disabled`,
    );
  }
  const autoshare = propertyOf(root, "autoshare");
  if (!autoshare) return undefined;
  const isOn = plainValue(autoshare);
  if (typeof isOn === "boolean") return { mode: isOn ? "auto" : "manual", offset: autoshare.offset };
  return broken(
    autoshare.offset,
    `“autoshare” in line ${lineAt(text, autoshare.offset)} is neither true nor false`,
  );
}

const broken = (offset: number, problem: string): ConfiguredMode => ({ mode: "disabled", offset, problem });
