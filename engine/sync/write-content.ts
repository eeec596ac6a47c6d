import { contentHash } from "../../protocol/content-hash.ts";
import type { Json } from "../../protocol/json.ts";
import { CONTENT_LIMITS, describeExcess, measureValue } from "../../protocol/json-measure.ts";
import { LARGE_JSON, writeApart } from "../sources/json-apart.ts";

/** A content as it travels. */
export interface WrittenContent {
  readonly hash: string;
  /** JSON; of a large content its bytes. */
  readonly json: string | Uint8Array<ArrayBuffer>;
}

/** A content that cannot be sent: the rest of a sentence that says why. */
export interface Unfit {
  readonly why: string;
}

/** A content as JSON, a large one while everything else goes on; or why it cannot be. */
export function writeContent(content: Json): WrittenContent | Unfit | Promise<WrittenContent | Unfit> {
  const { excess, characters } = measureValue(content, CONTENT_LIMITS);
  if (excess) return { why: describeExcess(excess) };
  if (characters > LARGE_JSON) return writeLarge(content);
  const json = JSON.stringify(content);
  return { json, hash: contentHash(json) };
}

async function writeLarge(content: Json): Promise<WrittenContent | Unfit> {
  const written = await writeApart(content);
  return "why" in written ? written : { json: written.bytes, hash: written.hash };
}
