import type { NewBatch } from "../contents/placed-batch.ts";
import { type Step, UnpreparedError } from "../contents/share-contents.ts";
import type { AppendConditions } from "../store.ts";
import type { Journal } from "./journal.ts";
import type { ShareLedger } from "./share-ledger.ts";

/** Adds a batch to a share; as often as somebody else changes meanwhile what it appends to, it is looked at again. */
export async function appendTo(
  share: Journal<ShareLedger>,
  batch: NewBatch,
  conditions: AppendConditions | undefined,
): Promise<Step> {
  const letGo = share.peek(({ readings }) => readings.hold());
  try {
    for (;;) {
      const found = await share.peek(({ contents }) => contents.prepare(batch));
      try {
        return await share.update((ledger) => ledger.append(batch, found, conditions));
      } catch (error) {
        if (!(error instanceof UnpreparedError)) throw error;
      }
    }
  } finally {
    letGo();
  }
}
