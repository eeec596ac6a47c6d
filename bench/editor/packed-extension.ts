import { join } from "node:path";
import { packageExtension } from "../../tools/packaging.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";

/** The path of the extension as people install it. */
export type PackedExtension = () => Promise<string>;

/** Packs the extension when it is first asked for, once. */
export function packOnce(): PackedExtension {
  let packing: Promise<string> | undefined;
  return () => {
    packing ??= packageExtension(join(makeTempFolder("bench-vsix").path, "opencode-share.vsix"));
    return packing;
  };
}
