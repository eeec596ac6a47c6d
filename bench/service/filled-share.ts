import type { OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { textPart } from "../../fixtures/session-content.ts";
import type { Entry } from "../../protocol/entries.ts";
import { partKey } from "../../protocol/keys.ts";
import { MAX_BATCH_ENTRIES } from "../../protocol/limits.ts";
import { sampleText } from "../sample-text.ts";

/** Characters of a part's text; about 2 KB as JSON in UTF-8. */
const TEXT_LENGTH = 1_800;

/** A part of a share by its number, in a state that `seed` chooses. @param length of its text, in characters */
export function partEntry(
  number: number,
  seed: number,
  length = TEXT_LENGTH,
): Extract<Entry, { content: unknown }> {
  return {
    key: partKey("ses_bench", `msg_${Math.floor(number / 10)}`, `prt_${number}`),
    content: textPart(sampleText(length, seed)),
  };
}

/** Creates a share that holds parts 0 to `size - 1`. */
export async function fillShare(
  client: ServiceClient,
  size: number,
  length = TEXT_LENGTH,
): Promise<OwnerCredentials> {
  const share = await client.create({ sessionId: "ses_bench", title: `${size} parts` });
  for (let from = 0; from < size; from += MAX_BATCH_ENTRIES) {
    const numbers = Array.from({ length: Math.min(MAX_BATCH_ENTRIES, size - from) }, (_, i) => from + i);
    await client.sync(share, { entries: numbers.map((number) => partEntry(number, number, length)) });
  }
  return share;
}
