import type { OpenReadings } from "../contents/open-readings.ts";
import type { View } from "../contents/share-contents.ts";
import type { Journal } from "./journal.ts";
import type { ShareLedger } from "./share-ledger.ts";

/**
 * What a share holds beyond a revision, once that is durable. Where its bytes are stays theirs until `begin` has begun
 * to read them.
 */
export async function withView<R>(
  share: Journal<ShareLedger>,
  revision: number,
  begin: (readings: OpenReadings, view: View) => R,
): Promise<R> {
  const readings = share.peek((ledger) => ledger.readings);
  const letGo = readings.hold();
  try {
    const view = await share.read(({ contents }) => contents.since(revision));
    return begin(readings, view);
  } finally {
    letGo();
  }
}
